import { existsSync } from "node:fs";
import { ENVIRONMENT, projectPath } from "../files/index.js";
import { pretrainedFolder } from "./fetch/known-models.js";

/** The model that a notebook looks at, and why it is this one. */
export type ModelAtHand = { name: string; why: string } & (
  | { kind: "server"; endpoint: string; model: string }
  /** A pre-trained model of natural language: a folder or a GGUF file. */
  | { kind: "file"; path: string }
  /** Our own exported Countdown model. */
  | { kind: "own"; path: string }
);

const FIRST_MODEL = "smollm2-135m-instruct";

/**
 * A server named in the environment (FORKING_TOKENS_ENDPOINT, with FORKING_TOKENS_MODEL for the model's name there), else a
 * folder or GGUF file named there (FORKING_TOKENS_MODEL), else the real model that `npm run fetch-model` fetches, else our
 * own exported model. Throws where what is named is not there.
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
    };
  }
  if (named) {
    if (!existsSync(named)) throw new Error(`FORKING_TOKENS_MODEL names ${named}, which is not there`);
    return { kind: "file", name: lastPart(named), path: named, why: "FORKING_TOKENS_MODEL names it" };
  }
  const fetched = pretrainedFolder(FIRST_MODEL);
  if (existsSync(fetched))
    return { kind: "file", name: FIRST_MODEL, path: fetched, why: "npm run fetch-model has fetched it" };
  return {
    kind: "own",
    name: "M",
    path: projectPath("data/models/M"),
    why: `no real model is here (npm run fetch-model -- ${FIRST_MODEL} fetches one)`,
  };
}

function lastPart(file: string): string {
  return file
    .replace(/[\\/]+$/, "")
    .split(/[\\/]/)
    .at(-1)!
    .replace(/\.gguf$/, "");
}
