import { EOS, PAD, VOCABULARY } from "../countdown/index.js";

/** The files by which Hugging Face's tools know a tokenizer. */
export interface TokenizerFiles {
  "tokenizer.json": object;
  "tokenizer_config.json": object;
}

const special = (id: number): object => ({
  id,
  content: VOCABULARY[id],
  single_word: false,
  lstrip: false,
  rstrip: false,
  normalized: false,
  special: true,
});

/**
 * The Countdown tokenizer: words separated by spaces, looked up in the vocabulary (a WordLevel model). It has no
 * token for unknown words: to encode one is an error.
 */
export function countdownTokenizerFiles(maxPositions: number): TokenizerFiles {
  return {
    "tokenizer.json": {
      version: "1.0",
      truncation: null,
      padding: null,
      added_tokens: [special(PAD), special(EOS)],
      normalizer: null,
      pre_tokenizer: { type: "WhitespaceSplit" },
      post_processor: null,
      decoder: null,
      model: {
        type: "WordLevel",
        vocab: Object.fromEntries(VOCABULARY.map((word, id) => [word, id])),
        unk_token: "<unk>",
      },
    },
    "tokenizer_config.json": {
      tokenizer_class: "PreTrainedTokenizerFast",
      eos_token: VOCABULARY[EOS],
      pad_token: VOCABULARY[PAD],
      model_max_length: maxPositions,
      clean_up_tokenization_spaces: false,
    },
  };
}
