import { type Experiment, FIVE, THREE } from "./experiment.js";

/** The three arms with five seeds. */
const ARMS: Experiment["arms"] = [["all"], ["top"], ["bottom"]];
/** The rate for all arms alike: that of the other program's runs, which were seen before. */
const FORMAT_RATE = 2e-5;
/** The base's 80th percentile, nats: what "top" takes as its threshold at step 0 of seed 100, which no run has. */
const BASE_THRESHOLD = 2.69;

const WORD_PROBLEMS = {
  bases: ["smollm2-135m-instruct"],
  basesIn: "data/pretrained",
  task: "data/experiments/answer-format/says.mjs",
} as const;

const SHARED: Experiment["shared"] = {
  ...{ learningRate: FORMAT_RATE, steps: 10, prompts: 8, samples: 8, miniBatches: 1, maxNewTokens: 64 },
  ...{ evaluateEvery: 2, evaluationSamples: 2, checkpointEvery: 2, klToBase: true },
};

/**
 * P6 of data/predictions.md: a real model that is fetched first (`npm run fetch-model`) learns the format of an answer. In
 * the order of its runs: three seeds of three arms, two more of these, two arms more, adapters at ten times the rate, and
 * three seeds of three arms on a second format, which the base hardly ever writes.
 */
export const FORMAT_EXPERIMENTS: readonly Experiment[] = [
  { ...WORD_PROBLEMS, name: "format", arms: ARMS, seeds: THREE, shared: SHARED },
  { ...WORD_PROBLEMS, name: "format", arms: ARMS, seeds: FIVE.slice(THREE.length), shared: SHARED },
  {
    ...{ ...WORD_PROBLEMS, name: "format", seeds: THREE, shared: SHARED },
    arms: [["random"], ["fixed-threshold", { ruleParameters: { threshold: BASE_THRESHOLD } }]],
  },
  {
    ...{ ...WORD_PROBLEMS, name: "format-adapters", seeds: THREE },
    arms: [["all", { loraRank: 8, loraAlpha: 16 }]],
    shared: { ...SHARED, learningRate: 10 * FORMAT_RATE },
  },
  {
    ...{ ...WORD_PROBLEMS, name: "format-boxed", arms: ARMS, seeds: THREE, shared: SHARED },
    task: "data/experiments/answer-format/boxed.mjs",
  },
];
