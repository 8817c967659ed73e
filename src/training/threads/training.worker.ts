// A thread that samples and takes gradients for another, with a copy of its decoder.
import { parentPort, workerData } from "node:worker_threads";
import { type BackendName, selectBackend, systemThread, tf } from "../../kernels/index.js";
import { type Policy, policyFrom } from "../../models/index.js";
import { restoreRng } from "../../random/index.js";
import { sampleResponses } from "../../rollout/index.js";
import { surrogateGradient } from "../surrogate-gradient.js";
import type { Answer, Job, ThreadData } from "./helper.js";
import { readValues, writeValues } from "./shared-values.js";

const { config, backend, weights, gradients, done, answers } = workerData as ThreadData;

function work(policy: Policy, job: Job): Answer["result"] {
  const parameters = policy.variables();
  for (const [parameter, values] of readValues(parameters, weights))
    tf.tidy(() => parameter.assign(tf.tensor(values, parameter.shape)));
  if (job.kind === "sample")
    return sampleResponses(policy, job.prompts, { ...job.options, rng: restoreRng(job.rng) });
  const variables = job.trained.map((place) => parameters[place]);
  const { gradients: tensors, ...rest } = surrogateGradient(policy, job.surrogate, { variables });
  writeValues(tensors, gradients);
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
  done[1] = systemThread();
  parentPort!.postMessage("ready");
}

void main();
