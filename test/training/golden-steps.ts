import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { selectBackend } from "../../src/kernels/index.js";
import { loadPolicy, type Policy } from "../../src/models/index.js";
import {
  createCritic,
  type RlvrConfig,
  rlvrConfig,
  rlvrOptimizer,
  rlvrStep,
} from "../../src/training/index.js";

/** Two training steps of one configuration: what they logged but for times, and the weights that they left. */
export interface GoldenSteps {
  name: string;
  metrics: object[];
  /** SHA-256 of all weights, in order. */
  weights: string;
}

export const GOLDEN_FILE: string = path.join(__dirname, "../../../test/training/fixtures/golden-steps.json");

const STUDY_ARMS = [
  "all",
  "top",
  "bottom",
  "random",
  "oracle",
  "oracle-errors",
  "decorative",
  "soft",
] as const;

/** Every arm of the study as it is by default, and what else changes the update. */
const VARIANTS: readonly (readonly [string, Partial<RlvrConfig>])[] = [
  ...STUDY_ARMS.map((arm) => [arm, { arm }] as const),
  ["top-k within responses over all tokens", { rule: "top-k", scope: "response", normalizer: "all" }],
  ["costs", { arm: "bottom", attemptCost: 0.1, tokenCost: 0.001, overlongBuffer: 30 }],
  ["leave one out, hot", { arm: "random", advantage: "leave-one-out", temperature: 1.2, miniBatches: 3 }],
  ["errors, hot", { arm: "oracle-errors", temperature: 1.4 }],
  ["critic", { arm: "soft", advantage: "gae", criticWarmup: 1 }],
];

/** Two steps from the smallest base model, for every variant; the backend must have been selected. */
export function goldenSteps(): GoldenSteps[] {
  return VARIANTS.map(([name, own]) => {
    const config = rlvrConfig({
      ...{ base: "data/models/S", rule: "quantile", seed: 3, prompts: 4, samples: 6, learningRate: 4e-4 },
      ...own,
    });
    const policy = loadPolicy(config.base);
    const optimizer = rlvrOptimizer(policy, config);
    const critic = config.advantage === "gae" ? createCritic(policy, config) : undefined;
    const metrics = [0, 1].map((step) => {
      const { rolloutSeconds, updateSeconds, ...line } = rlvrStep(policy, optimizer, config, step, {
        critic,
      });
      return line;
    });
    const weights = checksum(policy);
    optimizer.dispose();
    critic?.dispose();
    policy.dispose();
    return { name, metrics, weights };
  });
}

function checksum(policy: Policy): string {
  const hash = createHash("sha256");
  for (const variable of policy.variables()) hash.update(new Uint8Array(variable.dataSync().slice().buffer));
  return hash.digest("hex");
}

/** Records the fixture: `node dist/test/training/golden-steps.js`. */
async function record(): Promise<void> {
  await selectBackend({ force: "wasm" });
  writeFileSync(GOLDEN_FILE, `${JSON.stringify(goldenSteps(), null, 1)}\n`);
}

if (require.main === module) void record();
