const WORDS = [
  "<pad>",
  "<eos>",
  ">",
  ":",
  "=",
  "+",
  "-",
  "*",
  "/",
  "want",
  "yes",
  "no",
  "wait",
  "so",
  "answer",
  "try",
  "maybe",
  "perhaps",
  "left",
  "now",
] as const;

type Word = (typeof WORDS)[number];

/** The largest number that a step may reach. */
export const LARGEST_NUMBER = 99;

/** All 120 tokens of the task's language: 20 words, then the whole numbers 0 .. 99. */
export const VOCABULARY: readonly string[] = [
  ...WORDS,
  ...Array.from({ length: LARGEST_NUMBER + 1 }, (_, value) => String(value)),
];

export const VOCAB_SIZE = VOCABULARY.length;

/**
 * Throws where a model has another vocabulary than Countdown's: it would read other words, without a word of warning.
 * @example requireVocabulary("data/models/M", { vocabSize: VOCAB_SIZE })
 */
export function requireVocabulary(model: string, { vocabSize }: { vocabSize: number }): void {
  if (vocabSize !== VOCAB_SIZE)
    throw new Error(
      `${model} has a vocabulary of ${vocabSize} tokens, Countdown one of ${VOCAB_SIZE}: wanted a model of this kit ` +
        '(npm run measure -- MODEL --prompts FILE judges answers to {"question", "answer"} lines)',
    );
}

/**
 * Whether the words of a tokenizer are Countdown's, id by id.
 * @example speaksCountdown(loadTokenizer("data/models/M"))
 */
export function speaksCountdown(tokenizer: { vocabSize: number; token(id: number): string }): boolean {
  return tokenizer.vocabSize === VOCAB_SIZE && VOCABULARY.every((word, id) => tokenizer.token(id) === word);
}

const ids = new Map(VOCABULARY.map((word, id) => [word, id]));

/** The id of a token. Throws on a word outside the vocabulary. */
export function tokenId(word: string): number {
  const id = ids.get(word);
  if (id === undefined) {
    throw new Error(
      `"${word}" is not in the Countdown vocabulary (the words ${WORDS.join(" ")} and the numbers 0 to ${LARGEST_NUMBER})`,
    );
  }
  return id;
}

/** Ids of the words, by name. */
export const TOKEN = Object.fromEntries(WORDS.map((word, id) => [word, id])) as Record<Word, number>;

/** The id that fills a row behind its last token. */
export const PAD = TOKEN["<pad>"];

/** The id that ends a response. */
export const EOS = TOKEN["<eos>"];

/**
 * The id of a whole number on [0, 99].
 * @example decodeTokens([numberToken(14)]) // "14"
 */
export function numberToken(value: number): number {
  if (!Number.isInteger(value) || value < 0 || value > LARGEST_NUMBER) {
    throw new Error(
      `a number token stands for a whole number from 0 to ${LARGEST_NUMBER}, received ${value}`,
    );
  }
  return WORDS.length + value;
}

/** The number that a token stands for, or NaN where it stands for a word. */
export function tokenNumber(id: number): number {
  return id >= WORDS.length && id < VOCAB_SIZE ? id - WORDS.length : Number.NaN;
}

/**
 * "9 5 : 14 >" -> token ids.
 * @example encodeWords("9 5 : 14 >").length // 5
 */
export function encodeWords(text: string): number[] {
  return text.split(/\s+/).filter(Boolean).map(tokenId);
}

/**
 * Token ids -> "9 5 : 14 >". Throws on an id outside the vocabulary.
 * @example decodeTokens(encodeWords("9 5 : 14 >")) // "9 5 : 14 >"
 */
export function decodeTokens(tokens: ArrayLike<number>): string {
  return Array.from(tokens, (id) => {
    if (VOCABULARY[id] === undefined) {
      throw new Error(`token id ${id} is outside the Countdown vocabulary (0 to ${VOCAB_SIZE - 1})`);
    }
    return VOCABULARY[id];
  }).join(" ");
}
