import { atRates, type Experiment, FIVE, SWEEP_SEED, THREE } from "./experiment.js";

/** The three arms with five seeds. */
const ARMS: Experiment["arms"] = [["all"], ["top"], ["bottom"]];
const RATES = [1e-5, 2e-5, 4e-5];
/** The rate for all arms alike. */
const FORMAT_RATE = 2e-5;
/** The base's 80th percentile, nats: what "top" takes as its threshold at step 0 of the sweep's seed. */
const BASE_THRESHOLD = 2.69;

const WORD_PROBLEMS = {
  bases: ["smollm2-135m-instruct"],
  basesIn: "data/pretrained",
  task: "data/experiments/answer-format/says.mjs",
} as const;

const SHARED: Experiment["shared"] = {
  ...{ steps: 12, prompts: 8, samples: 8, miniBatches: 1, maxNewTokens: 64 },
  ...{ evaluateEvery: 2, evaluationSamples: 2, checkpointEvery: 2, klToBase: true },
};

/**
 * P6 of data/predictions.md: a real model that is fetched first (`npm run fetch-model`) learns the format of an answer. First
 * the sweep, whose best rate goes into `FORMAT_RATE`; then the arms at that rate; adapters at ten times of it.
 */
export const FORMAT_EXPERIMENTS: readonly Experiment[] = [
  {
    ...{ ...WORD_PROBLEMS, name: "format-rate", arms: atRates(ARMS, RATES), seeds: [SWEEP_SEED] },
    shared: { ...SHARED, steps: 6, klToBase: undefined },
  },
  {
    ...{ ...WORD_PROBLEMS, name: "format", arms: ARMS, seeds: FIVE },
    shared: { ...SHARED, learningRate: FORMAT_RATE },
  },
  {
    ...{ ...WORD_PROBLEMS, name: "format", seeds: THREE },
    arms: [["random"], ["fixed-threshold", { ruleParameters: { threshold: BASE_THRESHOLD } }]],
    shared: { ...SHARED, learningRate: FORMAT_RATE },
  },
  {
    ...{ ...WORD_PROBLEMS, name: "format-adapters", seeds: THREE },
    arms: [["all", { loraRank: 8, loraAlpha: 16 }]],
    shared: { ...SHARED, learningRate: 10 * FORMAT_RATE },
  },
];
