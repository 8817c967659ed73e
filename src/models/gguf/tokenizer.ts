import { z } from "zod";
import type { GgufHeader } from "./header.js";
import { Metadata } from "./metadata.js";
import { bytePairTokenizer, sentencePieceTokenizer, type Vocabulary } from "./tokenizer-kinds.js";

/** llama.cpp's kinds of tokens that are not plain ones. */
const KIND = { control: 3, userDefined: 4, unused: 5 } as const;

/** Control tokens after which llama.cpp ends a response, whichever of them the file names as the end. */
const ENDS = ["<|im_end|>", "<|endoftext|>", "<|eot_id|>", "<|eom_id|>", "<|end_of_text|>", "</s>"];

/**
 * The tokenizer.json, tokenizer_config.json and generation_config.json of the Hugging Face folder that a GGUF file was
 * made from. Throws, naming it, on a kind of tokenizer that is not known here, and when the file has none.
 */
export function ggufTokenizer(file: string, { metadata }: GgufHeader): Record<string, object> {
  const all = new Metadata(file, metadata);
  const own = <T extends z.ZodType>(key: string, schema: T) => all.optional(`tokenizer.ggml.${key}`, schema);
  const tokens = all.required("tokenizer.ggml.tokens", z.array(z.string()));
  const kinds = own("token_type", z.array(z.int()).length(tokens.length)) ?? tokens.map(() => 1);
  const vocabulary: Vocabulary = {
    // What only fills up the embedding is named in the file ("[PAD151669]"), and no token in the folder.
    vocab: new Map(tokens.flatMap((token, id) => (kinds[id] === KIND.unused ? [] : [[token, id]]))),
    merges: own("merges", z.array(z.string())),
    scores: own("scores", z.array(z.number())),
    preTokenizer: own("pre", z.string()) ?? "default",
    spacePrefix: own("add_space_prefix", z.boolean()) ?? true,
  };
  const kind = all.required("tokenizer.ggml.model", z.string());
  if (kind !== "gpt2" && kind !== "llama")
    throw new Error(
      `${file} has a tokenizer of kind "${kind}"; gpt2 (byte-level BPE) and llama (SentencePiece BPE) can be read`,
    );
  const parts =
    kind === "gpt2" ? bytePairTokenizer(file, vocabulary) : sentencePieceTokenizer(file, vocabulary);
  const named = (role: string): { id: number; token: string } | undefined => {
    const id = own(`${role}_token_id`, z.int().nonnegative().lt(tokens.length));
    return id === undefined ? undefined : { id, token: tokens[id] };
  };
  const [bos, eos, pad, unk] = ["bos", "eos", "padding", "unknown"].map(named);
  if (!eos) throw new Error(`${file} has no tokenizer.ggml.eos_token_id`);
  const ends = [eos, named("eot"), named("eom")].flatMap((end) => end?.id ?? []);
  const others = ENDS.flatMap((token) => vocabulary.vocab.get(token) ?? []);
  const endIds = [...new Set([...ends, ...others.filter((id) => kinds[id] === KIND.control)])];
  return {
    "tokenizer.json": {
      version: "1.0",
      truncation: null,
      padding: null,
      added_tokens: tokens.flatMap((content, id) => {
        const special = kinds[id] === KIND.control;
        if (!special && kinds[id] !== KIND.userDefined) return [];
        return { id, content, special, single_word: false, lstrip: false, rstrip: false, normalized: false };
      }),
      ...parts,
      post_processor: null,
    },
    "tokenizer_config.json": {
      ...(bos && { bos_token: bos.token }),
      eos_token: eos.token,
      ...(pad && { pad_token: pad.token }),
      ...(unk && { unk_token: unk.token }),
      // llama.cpp's defaults where the file says nothing.
      add_bos_token:
        own("add_bos_token", z.boolean()) ?? (kind === "llama" || vocabulary.preTokenizer === "llama-bpe"),
      add_eos_token: own("add_eos_token", z.boolean()) ?? false,
      chat_template: all.optional("tokenizer.chat_template", z.string()),
    },
    "generation_config.json": { bos_token_id: bos?.id, eos_token_id: endIds, pad_token_id: pad?.id },
  };
}
