import { z } from "zod";
import type { ChatMessage } from "../task/index.js";
import { quote, visibleLines } from "../text/index.js";
import { loadChatTemplate } from "./chat-template.js";
import { type ModelFiles, openModelFiles } from "./model-files.js";
import { displayToken, spellingOf } from "./token-display.js";

/** What we use of the package, which declares its types for ES modules only (it ships CommonJS too). */
interface HuggingFaceTokenizer {
  encode(
    text: string,
    options: { add_special_tokens: boolean },
  ): { ids: (number | undefined)[]; tokens: string[] };
  decode(ids: number[], options: { skip_special_tokens: boolean }): string;
  token_to_id(token: string): number | undefined;
  id_to_token(id: number): string | undefined;
}
const huggingFace: {
  Tokenizer: new (definition: object, config: object) => HuggingFaceTokenizer;
} = require("@huggingface/tokenizers");

export interface EncodeOptions {
  /** Whether the special tokens are added that the tokenizer puts around a text, such as Llama's `<s>`; default false. */
  specialTokens?: boolean;
}

export interface Tokenizer {
  /** Token ids of a text. Throws on a word that has no token. */
  encode(text: string, options?: EncodeOptions): number[];
  /**
   * Token ids of a conversation as the model's chat template writes it, up to where the answer begins. Throws where the
   * model has no template.
   */
  encodeChat(messages: readonly ChatMessage[]): number[];
  /** The text of token ids, special tokens included. */
  decode(ids: ArrayLike<number>): string;
  /**
   * One token as it stands in the vocabulary; `<unused 151700>` for a row of the model's embedding that has no token
   * (real models pad to a round number). Throws on an id beyond the embedding.
   */
  token(id: number): string;
  /** One token as a reader is shown it: `␣the`, `\n`, `\xF0` (see `displayToken` in token-display.ts). */
  displayToken(id: number): string;
  /** Largest id + 1. */
  readonly vocabSize: number;
  /** The end-of-sequence token of tokenizer_config.json, else the first that the model's own files name. */
  readonly eosId: number;
  /** Every token that ends a response: `eosId` and those of generation_config.json and config.json. */
  readonly endIds: readonly number[];
  /** The padding id; the end-of-sequence id where the tokenizer names none. */
  readonly padId: number;
}

const tokenizerSchema = z.looseObject({
  model: z.looseObject({
    type: z.string(),
    vocab: z.union([z.record(z.string(), z.int()), z.array(z.unknown())]),
  }),
  added_tokens: z.array(z.looseObject({ id: z.int(), content: z.string() })),
});
const namedToken = z
  .union([z.string(), z.object({ content: z.string() })])
  .transform((token) => (typeof token === "string" ? token : token.content));
const configSchema = z.looseObject({
  bos_token: namedToken.nullish(),
  eos_token: namedToken.nullish(),
  pad_token: namedToken.nullish(),
  add_bos_token: z.boolean().nullish(),
  add_eos_token: z.boolean().nullish(),
});
const endSchema = z.looseObject({ eos_token_id: z.union([z.int(), z.array(z.int())]).nullish() });

/**
 * A model's tokenizer.json and the largest token id + 1. Throws when it does not fit a model with `rows` embedding
 * rows: an id beyond them, or fewer tokens than half the rows (real models pad to a round number).
 */
export function readTokenizerFor(rows: number, files: ModelFiles): { definition: object; vocabSize: number } {
  const definition = files.json("tokenizer.json", tokenizerSchema);
  const { vocab } = definition.model;
  let vocabSize = Array.isArray(vocab) ? vocab.length : 0;
  for (const id of Array.isArray(vocab) ? [] : Object.values(vocab)) vocabSize = Math.max(vocabSize, id + 1);
  for (const { id } of definition.added_tokens) vocabSize = Math.max(vocabSize, id + 1);
  if (vocabSize > rows || vocabSize < rows / 2)
    throw new Error(
      `the tokenizer of ${files.path} does not fit the model: it has ${vocabSize} tokens, the model's embedding ${rows} rows`,
    );
  return { definition, vocabSize };
}

/**
 * The post-processor that puts begin and end tokens around a text where tokenizer_config.json asks for it; where it says
 * neither yes nor no, that of tokenizer.json stays.
 */
function surroundingTokens(config: z.infer<typeof configSchema>): { post_processor?: object } {
  const { bos_token, eos_token, add_bos_token, add_eos_token } = config;
  if (add_bos_token == null && add_eos_token == null) return {};
  const special = (token: string): object => ({ SpecialToken: { id: token, type_id: 0 } });
  const single = [
    ...(add_bos_token && bos_token ? [special(bos_token)] : []),
    { Sequence: { id: "A", type_id: 0 } },
    ...(add_eos_token && eos_token ? [special(eos_token)] : []),
  ];
  return { post_processor: { type: "TemplateProcessing", single, pair: single, special_tokens: {} } };
}

/**
 * The tokenizer of a Hugging Face model folder (`tokenizer.json` and, where there is one, `tokenizer_config.json`), run by
 * Hugging Face's own package. Throws when a file is damaged or tokenizer.json missing, and when the tokenizer does not fit the folder's model.
 * @example loadTokenizer("data/models/M").encode("9 5 : 14 >")
 */
export function loadTokenizer(folder: string): Tokenizer {
  const files = openModelFiles(folder);
  const { vocab_size: rows } = files.json("config.json", z.looseObject({ vocab_size: z.int() }));
  const { definition, vocabSize } = readTokenizerFor(rows, files);
  const config = files.has("tokenizer_config.json") ? files.json("tokenizer_config.json", configSchema) : {};
  const tokenizer = built({ ...definition, ...surroundingTokens(config) }, config, folder);
  const idOf = (token: string, role: string): number => {
    const id = tokenizer.token_to_id(token);
    if (id === undefined)
      throw new Error(`${folder} has no token ${quote(token)}, the ${role} of its tokenizer_config.json`);
    return id;
  };
  const ends = new Set(config.eos_token ? [idOf(config.eos_token, "eos_token")] : []);
  for (const file of ["generation_config.json", "config.json"]) {
    const { eos_token_id = null } = files.has(file) ? files.json(file, endSchema) : {};
    for (const id of [eos_token_id ?? []].flat()) ends.add(id);
  }
  const endIds = [...ends];
  const outside = endIds.find((id) => !(id >= 0 && id < rows));
  if (outside !== undefined)
    throw new Error(`${folder} names the end token ${outside}; the model's tokens are 0 to ${rows - 1}`);
  if (endIds.length === 0)
    throw new Error(
      `${folder} names no end-of-sequence token: neither its tokenizer_config.json (eos_token) nor its config.json`,
    );
  const spelling = spellingOf(definition);
  const hasToken = (id: number): boolean => tokenizer.id_to_token(id) !== undefined;
  const token = (id: number): string => {
    if (!(Number.isInteger(id) && id >= 0 && id < rows))
      throw new Error(`token id ${id} is not in the vocabulary (0 to ${rows - 1})`);
    return tokenizer.id_to_token(id) ?? `<unused ${id}>`;
  };
  const encode: Tokenizer["encode"] = (text, { specialTokens = false } = {}) => {
    const { ids, tokens } = tokenizer.encode(text, { add_special_tokens: specialTokens });
    return ids.map((id, i) => {
      if (id === undefined)
        throw new Error(`${quote(tokens[i])} in ${quote(text)} has no token in ${folder}`);
      return id;
    });
  };
  let template: ReturnType<typeof loadChatTemplate>;
  return {
    encode,
    encodeChat(messages) {
      template ??= loadChatTemplate(folder);
      if (template) return encode(template.render(messages));
      throw new Error(`${folder} has no chat template, so it takes no messages; wanted a text to continue`);
    },
    decode(ids) {
      const list = Array.from(ids);
      return runsOf(list, hasToken)
        .map((run) =>
          hasToken(run[0]) ? tokenizer.decode(run, { skip_special_tokens: false }) : run.map(token).join(""),
        )
        .join("");
    },
    token,
    displayToken: (id) => displayToken(token(id), spelling),
    vocabSize,
    eosId: endIds[0],
    endIds,
    padId: config.pad_token ? idOf(config.pad_token, "pad_token") : endIds[0],
  };
}

function built(definition: object, config: object, folder: string): HuggingFaceTokenizer {
  try {
    return new huggingFace.Tokenizer(definition, config);
  } catch (error) {
    throw new Error(
      `the tokenizer.json of ${folder} cannot be used: ${visibleLines((error as Error).message)}`,
    );
  }
}

/** Cuts a list where the answer of `kind` changes. */
function runsOf(list: readonly number[], kind: (id: number) => boolean): number[][] {
  const runs: number[][] = [];
  for (const [i, id] of list.entries()) {
    if (i > 0 && kind(id) === kind(list[i - 1])) runs.at(-1)!.push(id);
    else runs.push([id]);
  }
  return runs;
}
