import { existsSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { readJson, writeWholeFile } from "../files/index.js";
import type { AdamState } from "../kernels/index.js";
import type { CriticState } from "./critic.js";

/** What training goes on from beside the weights: Adam's state, the steps done, and the critic where there is one. */
export interface OptimizerState {
  optimizer: AdamState;
  step: number;
  critic?: CriticState;
}

/** Finite 32-bit numbers in base64. */
const numbersSchema = z
  .base64()
  .transform((text) => Uint8Array.from(Buffer.from(text, "base64")))
  .refine(({ length }) => length % Float32Array.BYTES_PER_ELEMENT === 0, "expected 4 bytes a number")
  .transform(({ buffer }) => new Float32Array(buffer))
  .refine((values) => values.every(Number.isFinite), "expected finite numbers");

const adamKeys = {
  updates: z.int().nonnegative(),
  firstMoments: z.array(numbersSchema),
  secondMoments: z.array(numbersSchema),
};
const optimizerSchema = z.object({ step: z.int().nonnegative(), ...adamKeys });
const criticSchema = z.object({ parameters: z.array(numbersSchema), optimizer: z.object(adamKeys) });

/** Writes `optimizer.json`, and `critic.json` where there is a critic, into a folder. */
export function writeOptimizer(folder: string, { optimizer, step, critic }: OptimizerState): void {
  const write = (name: string, value: object): void =>
    writeWholeFile(path.join(folder, name), JSON.stringify(value));
  write("optimizer.json", { step, ...adamToJson(optimizer) });
  if (!critic) return;
  const parameters = critic.parameters.map(encode);
  write("critic.json", { parameters, optimizer: adamToJson(critic.optimizer) });
}

/** @throws Error naming the file and the key that is missing or of another form */
export function readOptimizer(folder: string): OptimizerState {
  const { step, ...adam } = readJson(path.join(folder, "optimizer.json"), optimizerSchema);
  const optimizer = adamFromJson(adam);
  const criticFile = path.join(folder, "critic.json");
  if (!existsSync(criticFile)) return { optimizer, step };
  const critic = readJson(criticFile, criticSchema);
  return { optimizer, step, critic: { ...critic, optimizer: adamFromJson(critic.optimizer) } };
}

function adamToJson({ step: updates, firstMoments, secondMoments }: AdamState): object {
  return { updates, firstMoments: firstMoments.map(encode), secondMoments: secondMoments.map(encode) };
}

function adamFromJson({ updates, ...moments }: z.output<z.ZodObject<typeof adamKeys>>): AdamState {
  return { step: updates, ...moments };
}

function encode(values: Float32Array): string {
  return Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString("base64");
}
