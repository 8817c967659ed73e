import assert from "node:assert/strict";
import { before, test } from "node:test";
import { countdownTask } from "../../src/countdown/index.js";
import { globalNorm, selectBackend, tf } from "../../src/kernels/index.js";
import { seededRng } from "../../src/random/index.js";
import { answeredProblems, sequencesOf, wholeSequence } from "../../src/rollout/index.js";
import { drawProblem } from "../../src/task/index.js";
import { lossGradient } from "../../src/training/gradient.js";
import { configuredTask, rlvrConfig, rlvrOptimizer, rlvrStep } from "../../src/training/index.js";
import { likelihoodLoss } from "../../src/training/surrogate-loss.js";
import { tinyPolicy } from "./tiny-policy.js";

before(() => selectBackend());

const countdown = countdownTask();
const config = rlvrConfig({
  ...{ base: "unused", arm: "all", fineTuning: "direct" },
  ...{ prompts: 3, samples: 2, miniBatches: 1, learningRate: 1e-3 },
});

test("a step of fine-tuning climbs the likelihood of the task's answers, a mean over their tokens", () => {
  const trained = tinyPolicy();
  const step = rlvrStep(trained, rlvrOptimizer(trained, config), config, 5);

  const policy = tinyPolicy();
  const rng = seededRng(config.seed).split(5);
  const task = configuredTask(config);
  const problems = [0, 1, 2].map(() => drawProblem(task, rng, "train"));
  const answers = answeredProblems(policy, problems, {
    ...{ task, kind: "direct", rng, samplesPerPrompt: 2, maxNewTokens: config.maxNewTokens },
  });
  const tokens = answers.columns.tokens.length;
  const { loss, gradients } = lossGradient(policy, sequencesOf(answers).map(wholeSequence), ({ logProbs }) =>
    likelihoodLoss(logProbs, tokens),
  );
  const norm = globalNorm(gradients);
  rlvrOptimizer(policy, config).apply(gradients, { scale: Math.min(1, config.maxGradNorm / norm) });
  tf.dispose(gradients);

  assert.ok(Math.abs(step.loss - loss) < 1e-5, `${step.loss}, ${loss}`);
  assert.ok(Math.abs(step.gradNorm - norm) < 1e-4 * norm, `${step.gradNorm}, ${norm}`);
  assert.equal(step.tokens, tokens);
  assert.deepEqual([step.trainAccuracy, step.keptFraction], [1, 1]);
  for (const [i, variable] of trained.variables().entries()) {
    const [got, wanted] = [variable.dataSync(), policy.variables()[i].dataSync()];
    for (let k = 0; k < got.length; k++) assert.ok(Math.abs(got[k] - wanted[k]) < 2e-5, variable.name);
  }
});

test("answers have no ratio that a clip could cut", () => {
  const weights = (clipHigh: number): Float32Array[] => {
    const policy = tinyPolicy();
    rlvrStep(policy, rlvrOptimizer(policy, config), { ...config, clipHigh, miniBatches: 3 }, 0);
    return policy.variables().map((variable) => variable.dataSync() as Float32Array);
  };
  assert.deepEqual(weights(1e-6), weights(10));
});

test("Countdown's direct answers are right at the first attempt, differ, and end", () => {
  const problems = countdown.problems("validation").slice(0, 40);
  const { verdicts, columns, finished } = answeredProblems(tinyPolicy(), problems, {
    ...{ task: countdown, kind: "direct", rng: seededRng(3), samplesPerPrompt: 4, maxNewTokens: 95 },
  });
  assert.equal(verdicts.length, 160);
  for (const { reward, extras } of verdicts) assert.deepEqual([reward, extras!.attempts], [1, 1]);
  assert.ok(finished.every((ended) => ended === 1));
  const ofFirst = sequencesOf({ prompts: [], columns })
    .slice(0, 4)
    .map(({ response }) => Array.from(response).join());
  assert.ok(new Set(ofFirst).size > 1);
});

test("its searched answers are right too, after failed attempts", () => {
  const problems = countdown.problems("validation").slice(0, 40);
  const { verdicts } = answeredProblems(tinyPolicy(), problems, {
    ...{ task: countdown, kind: "searched", rng: seededRng(3), maxNewTokens: 95 },
  });
  assert.ok(verdicts.every(({ reward }) => reward === 1));
  const attempts = new Set(verdicts.map(({ extras }) => extras!.attempts));
  assert.deepEqual([...attempts].sort(), [1, 2, 3, 4]);
});

test("what cannot be fine-tuned on is refused, with the task's name", () => {
  const policy = tinyPolicy();
  const step = (more: object, own = {}) =>
    rlvrStep(policy, rlvrOptimizer(policy, config), { ...config, ...more }, 0, {
      task: { ...countdown, ...own },
    });
  assert.throws(
    () => step({ fineTuning: "short" }),
    /"countdown" has no answers of the kind "short"; it has "direct", "searched"/,
  );
  assert.throws(
    () => step({ maxNewTokens: 9 }),
    /wrote an answer of \d+ tokens; wanted at most maxNewTokens, 9/,
  );
  assert.throws(
    () => step({}, { answers: { kinds: ["direct"], write: () => [1] } }),
    /an answer that it judges "broken" and pays 0/,
  );
  assert.throws(() => step({ advantage: "gae" }), /fine-tuning has no critic; received the advantage "gae"/);
});
