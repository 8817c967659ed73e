import type { Tokenizer } from "../../src/models/index.js";

const LETTERS = "abcdefghijk";

/** A tokenizer of one letter a token, for the model of 11 tokens in test/models/fixtures/qwen3. */
export function letterTokenizer({ endIds }: { endIds: number[] }): Tokenizer {
  return {
    encode: (text: string) => Array.from(text, (letter) => LETTERS.indexOf(letter)),
    decode: (ids: ArrayLike<number>) => Array.from(ids, (id) => LETTERS[id]).join(""),
    endIds,
  } as unknown as Tokenizer;
}
