import { existsSync } from "node:fs";
import { ENVIRONMENT, projectPath } from "../files/index.js";
import { quote } from "../text/index.js";
import { pretrainedFolder } from "./fetch/known-models.js";

/** The model that a notebook looks at, why it is this one, and how it is asked. */
export type ModelAtHand = { name: string; why: string } & AskedFor &
  (
    | { kind: "server"; endpoint: string; model: string }
    /** A pre-trained model of natural language: a folder or a GGUF file. */
    | { kind: "file"; path: string }
    /** Our own exported Countdown model. */
    | { kind: "own"; path: string }
  );

/** How a model at hand is asked for answers. */
export interface AskedFor {
  /** Longest response, tokens. */
  maxNewTokens: number;
  /** Whether it shall think first; undefined: as its chat template has it. */
  think?: boolean;
}

/**
 * A named model is given the room that a worked answer takes, one that was not asked for by name so little that a
 * notebook is done in a minute.
 */
const MAX_NEW_TOKENS = { named: 256, other: 64 };

const FIRST_MODEL = "smollm2-135m-instruct";

/**
 * A server named in the environment (FORKING_TOKENS_ENDPOINT, with FORKING_TOKENS_MODEL for the model's name there), else a
 * folder or GGUF file named there (FORKING_TOKENS_MODEL), else the real model that `npm run fetch-model` fetches, else our
 * own exported model. FORKING_TOKENS_MAX_NEW_TOKENS says how long its responses may get, FORKING_TOKENS_THINK whether it
 * shall think first. Throws where what is named is not there.
 * @example modelAtHand().kind
 */
export function modelAtHand(environment: NodeJS.ProcessEnv = process.env): ModelAtHand {
  const { [ENVIRONMENT.endpoint]: endpoint, [ENVIRONMENT.model]: named } = environment;
  if (endpoint) {
    if (!named)
      throw new Error("FORKING_TOKENS_ENDPOINT wants the model's name there, as FORKING_TOKENS_MODEL");
    return {
      kind: "server",
      name: named,
      endpoint,
      model: named,
      why: "FORKING_TOKENS_ENDPOINT names its server",
      ...askedFor(environment, MAX_NEW_TOKENS.named),
    };
  }
  if (named) {
    if (!existsSync(named)) throw new Error(`FORKING_TOKENS_MODEL names ${named}, which is not there`);
    return {
      kind: "file",
      name: lastPart(named),
      path: named,
      why: "FORKING_TOKENS_MODEL names it",
      ...askedFor(environment, MAX_NEW_TOKENS.named),
    };
  }
  const fetched = pretrainedFolder(FIRST_MODEL);
  if (existsSync(fetched))
    return {
      kind: "file",
      name: FIRST_MODEL,
      path: fetched,
      why: "npm run fetch-model has fetched it",
      ...askedFor(environment, MAX_NEW_TOKENS.other),
    };
  return {
    kind: "own",
    name: "M",
    path: projectPath("data/models/M"),
    why: `no real model is here (npm run fetch-model -- ${FIRST_MODEL} fetches one)`,
    ...askedFor(environment, MAX_NEW_TOKENS.other),
  };
}

function askedFor(environment: NodeJS.ProcessEnv, longest: number): AskedFor {
  const { [ENVIRONMENT.maxNewTokens]: length, [ENVIRONMENT.think]: think } = environment;
  if (length && !/^[1-9]\d*$/.test(length))
    throw new Error(`${ENVIRONMENT.maxNewTokens} wants a number of tokens, received ${quote(length)}`);
  if (think && think !== "on" && think !== "off")
    throw new Error(`${ENVIRONMENT.think} wants on or off, received ${quote(think)}`);
  return { maxNewTokens: length ? Number(length) : longest, ...(think && { think: think === "on" }) };
}

function lastPart(file: string): string {
  return file
    .replace(/[\\/]+$/, "")
    .split(/[\\/]/)
    .at(-1)!
    .replace(/\.gguf$/, "");
}
