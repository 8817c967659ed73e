/** The vocabulary of a GGUF file. */
export interface Vocabulary {
  vocab: ReadonlyMap<string, number>;
  merges?: readonly string[];
  /** Of each token of the file, by id; SentencePiece merges the pair whose whole has the highest one. */
  scores?: readonly number[];
  /** llama.cpp's name for the rule that cuts a text into words. */
  preTokenizer: string;
  /** Whether a text is given a leading space. */
  spacePrefix: boolean;
}

/** The parts of a tokenizer.json that depend on the kind of tokenizer. */
export interface TokenizerParts {
  normalizer: object | null;
  pre_tokenizer: object | null;
  decoder: object;
  model: object;
}

const byteLevel = (useRegex: boolean): object => ({
  ...{ type: "ByteLevel", add_prefix_space: false, trim_offsets: false, use_regex: useRegex },
});

/** The words of Llama 3 and of Qwen, which differ in how many digits stand together. */
const wordsWithDigits = (digits: string): object => ({
  type: "Sequence",
  pretokenizers: [
    {
      type: "Split",
      pattern: {
        Regex:
          `(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|${digits}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|` +
          "\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+",
      },
      behavior: "Isolated",
      invert: false,
    },
    byteLevel(false),
  ],
});

interface WordRule {
  pre_tokenizer: object;
  normalizer?: object;
  /** Whether a whole word that is a token stays one, whatever the merges say. */
  ignoreMerges?: boolean;
}

/** How texts are cut into words, by llama.cpp's names. */
const WORD_RULES: Readonly<Record<string, WordRule>> = {
  "gpt-2": { pre_tokenizer: byteLevel(true) },
  smollm: {
    pre_tokenizer: {
      type: "Sequence",
      pretokenizers: [{ type: "Digits", individual_digits: true }, byteLevel(true)],
    },
  },
  qwen2: { pre_tokenizer: wordsWithDigits("\\p{N}"), normalizer: { type: "NFC" } },
  "llama-bpe": { pre_tokenizer: wordsWithDigits("\\p{N}{1,3}"), ignoreMerges: true },
};
const SAME_RULE: Readonly<Record<string, string>> = {
  ...{ "deepseek-r1-qwen": "qwen2", "llama-v3": "llama-bpe", llama3: "llama-bpe" },
};

/** Byte-level BPE, as of GPT-2, Llama 3, Qwen and SmolLM. Throws, naming it, on an unknown rule for words. */
export function bytePairTokenizer(file: string, { vocab, merges, preTokenizer }: Vocabulary): TokenizerParts {
  const name = Object.hasOwn(SAME_RULE, preTokenizer) ? SAME_RULE[preTokenizer] : preTokenizer;
  if (!Object.hasOwn(WORD_RULES, name))
    throw new Error(
      `${file} cuts texts into words by the rule "${preTokenizer}" (tokenizer.ggml.pre); ` +
        `${[...Object.keys(WORD_RULES), ...Object.keys(SAME_RULE)].join(", ")} are known`,
    );
  if (!merges) throw new Error(`${file} has no tokenizer.ggml.merges`);
  const { normalizer = null, pre_tokenizer, ignoreMerges = false } = WORD_RULES[name];
  return {
    normalizer,
    pre_tokenizer,
    decoder: byteLevel(true),
    model: {
      ...{ type: "BPE", dropout: null, unk_token: null, fuse_unk: false, byte_fallback: false },
      ignore_merges: ignoreMerges,
      vocab: Object.fromEntries(vocab),
      merges,
    },
  };
}

const SPACE = "\u2581";

/** SentencePiece's BPE, as of Llama 2: "▁" for spaces, bytes for unknown characters. */
export function sentencePieceTokenizer(
  file: string,
  { vocab, scores, spacePrefix }: Vocabulary,
): TokenizerParts {
  if (!scores) throw new Error(`${file} has no tokenizer.ggml.scores`);
  const replace = (from: string, to: string): object => ({
    ...{ type: "Replace", pattern: { String: from }, content: to },
  });
  const unknown = [...vocab].find(([, id]) => id === 0)?.[0] ?? null;
  return {
    normalizer: {
      type: "Sequence",
      normalizers: [...(spacePrefix ? [{ type: "Prepend", prepend: SPACE }] : []), replace(" ", SPACE)],
    },
    pre_tokenizer: null,
    decoder: {
      type: "Sequence",
      decoders: [
        replace(SPACE, " "),
        { type: "ByteFallback" },
        { type: "Fuse" },
        ...(spacePrefix ? [{ type: "Strip", content: " ", start: 1, stop: 0 }] : []),
      ],
    },
    model: {
      ...{ type: "BPE", dropout: null, unk_token: unknown, fuse_unk: true, byte_fallback: true },
      vocab: Object.fromEntries(vocab),
      merges: mergesByScore(vocab, scores),
    },
  };
}

/** Every way to put a token together out of two others, the token of the highest score first. */
function mergesByScore(vocab: ReadonlyMap<string, number>, scores: readonly number[]): string[] {
  const merges: { left: number; right: number; score: number; text: string }[] = [];
  for (const [token, id] of vocab) {
    const characters = [...token];
    for (let cut = 1; cut < characters.length; cut++) {
      const [first, second] = [characters.slice(0, cut).join(""), characters.slice(cut).join("")];
      const [left, right] = [vocab.get(first), vocab.get(second)];
      if (left === undefined || right === undefined) continue;
      merges.push({ left, right, score: scores[id], text: `${first} ${second}` });
    }
  }
  merges.sort((a, b) => b.score - a.score || a.left - b.left || a.right - b.right);
  return merges.map(({ text }) => text);
}
