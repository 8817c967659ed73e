import type { LaunchCost } from "./cost.js";
import { launchCost } from "./cost.js";
import type { LaunchSettings } from "./settings.js";

/** What a launch needs, in sentences for its README. */
export function costText(settings: LaunchSettings): string {
  if (settings.task === "countdown")
    return settings.gpus === 0
      ? "One CPU core; a rollout step of 128 responses takes one to two seconds of it with the largest of this project's usual models (M), so 200 steps take five minutes. No GPU is of use to a model of this size."
      : "One GPU of any kind: the model has fewer than a million parameters, and its engine takes most of the time.";
  const cost = launchCost(settings.config);
  const gpus = settings.nodes * settings.gpus;
  if (!cost)
    return `${settings.nodes} machines with ${settings.gpus} GPUs each, as set; the length of this model's responses is not known, so neither are the hours.`;
  const hours = Object.values(cost.gpuHours).reduce((sum, part) => sum + part, 0);
  return [
    `${settings.nodes} machines with ${settings.gpus} GPUs each. Expected, were the responses from the start as long as the paper's are at its end (${round(cost.responseTokens)} tokens on average, Table 2): ${billions(cost.trainedTokens)} response tokens, ${exponent(total(cost.operations))} floating-point operations, ${round(hours)} GPU-hours on H100s, that is ${round(hours / gpus)} hours here; ${percent(cost.gpuHours.sampling / hours)} of them sampling.`,
    "It is a reckoning, not a measurement: 8 % of the peak of 989 TFLOP/s when sampling, 35 % when scoring and updating, half as many responses again sampled as trained on. Half or double is as likely.",
    `Weights, gradients and Adam's state in float32 take ${round((16 * cost.parameters) / 1e9)} GB over all GPUs, the sampling copy in bfloat16 ${round((2 * cost.parameters) / 1e9)} GB in each of its groups, activations and the KV cache the rest.`,
  ].join("\n");
}

const total = (parts: LaunchCost["operations"]): number =>
  Object.values(parts).reduce((sum, part) => sum + part, 0);
const round = (value: number): string => Number(value.toPrecision(2)).toLocaleString("en-US");
const billions = (value: number): string => `${round(value / 1e9)} billion`;
const exponent = (value: number): string => value.toExponential(1).replace("e+", " x 10^");
const percent = (share: number): string => `${Math.round(100 * share)} %`;
