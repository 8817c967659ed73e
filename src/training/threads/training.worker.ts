// A thread that samples and takes gradients for another, with a copy of its decoder.
import { parentPort, workerData } from "node:worker_threads";
import { type BackendName, selectBackend, tf } from "../../kernels/index.js";
import { type Policy, policyFrom } from "../../models/index.js";
import { restoreRng } from "../../random/index.js";
import { sampleResponses } from "../../rollout/index.js";
import { surrogateGradient } from "../surrogate-gradient.js";
import type { Answer, Job, ThreadData } from "./helper.js";

const { config, backend, weights, gradients, done, answers } = workerData as ThreadData;

function takeWeights(policy: Policy): void {
  let at = 0;
  for (const parameter of policy.variables()) {
    const values = weights.slice(at, at + parameter.size);
    tf.tidy(() => parameter.assign(tf.tensor(values, parameter.shape)));
    at += parameter.size;
  }
}

function work(policy: Policy, job: Job): Answer["result"] {
  takeWeights(policy);
  if (job.kind === "sample")
    return sampleResponses(policy, job.prompts, { ...job.options, rng: restoreRng(job.rng) });
  const parameters = policy.variables();
  const variables = job.trained.map((place) => parameters[place]);
  const { gradients: tensors, ...rest } = surrogateGradient(policy, job.surrogate, { variables });
  let at = 0;
  for (const tensor of tensors) {
    gradients.set(tensor.dataSync(), at);
    at += tensor.size;
  }
  tf.dispose(tensors);
  return rest;
}

async function main(): Promise<void> {
  await selectBackend({ force: backend as BackendName });
  const policy = policyFrom(config, (_name, shape) => new Float32Array(tf.util.sizeFromShape([...shape])));
  parentPort!.on("message", (job: Job) => {
    const answer: Answer = { job: done[0] + 1 };
    try {
      answer.result = work(policy, job);
    } catch (error) {
      answer.error = error instanceof Error ? error.message : String(error);
    }
    answers.postMessage(answer);
    Atomics.add(done, 0, 1);
    Atomics.notify(done, 0);
  });
  parentPort!.postMessage("ready");
}

void main();
