import { existsSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { readJson, writeWholeFile } from "../files/index.js";
import type { AdamState } from "../kernels/index.js";
import { openSafetensors, type SafetensorsReader, writeSafetensors } from "../models/index.js";
import type { CriticState } from "./critic.js";

/** What training goes on from beside the weights: Adam's state, the steps done, and the critic where there is one. */
export interface OptimizerState {
  optimizer: AdamState;
  step: number;
  critic?: CriticState;
}

const updates = z.int().nonnegative();
const optimizerSchema = z.object({ step: z.int().nonnegative(), updates });
const criticSchema = z.object({ updates });

/** Lists of arrays in one safetensors file: array 3 of the list "first" is its tensor "first.3". */
type Lists = Readonly<Record<string, readonly Float32Array[]>>;

/**
 * Writes `optimizer.json` and `optimizer.safetensors`, and where there is a critic `critic.json` and
 * `critic.safetensors`, into a folder.
 */
export function writeOptimizer(folder: string, { optimizer, step, critic }: OptimizerState): void {
  const write = (name: string, numbers: object, lists: Lists): void => {
    writeWholeFile(path.join(folder, `${name}.json`), JSON.stringify(numbers));
    writeLists(path.join(folder, `${name}.safetensors`), lists);
  };
  write("optimizer", { step, updates: optimizer.step }, momentLists(optimizer));
  if (!critic) return;
  const { parameters, optimizer: adam } = critic;
  write("critic", { updates: adam.step }, { parameters, ...momentLists(adam) });
}

/** @throws Error naming the file and the key or tensor that is missing or of another form */
export function readOptimizer(folder: string): OptimizerState {
  const file = (name: string): string => path.join(folder, name);
  const { step, updates } = readJson(file("optimizer.json"), optimizerSchema);
  const moments = readLists(file("optimizer.safetensors"), ["first", "second"]);
  const optimizer = adamState(updates, moments);
  if (!existsSync(file("critic.json"))) return { optimizer, step };
  const critic = readJson(file("critic.json"), criticSchema);
  const lists = readLists(file("critic.safetensors"), ["parameters", "first", "second"]);
  return {
    ...{ optimizer, step },
    critic: { parameters: lists.parameters, optimizer: adamState(critic.updates, lists) },
  };
}

function momentLists({ firstMoments: first, secondMoments: second }: AdamState): Lists {
  return { first, second };
}

function adamState(step: number, { first, second }: Record<"first" | "second", Float32Array[]>): AdamState {
  return { step, firstMoments: first, secondMoments: second };
}

function writeLists(file: string, lists: Lists): void {
  writeSafetensors(
    file,
    Object.entries(lists).flatMap(([list, arrays]) =>
      arrays.map((values, i) => ({ name: `${list}.${i}`, shape: [values.length], values })),
    ),
  );
}

function readLists<Name extends string>(file: string, lists: readonly Name[]): Record<Name, Float32Array[]> {
  const reader = openSafetensors(file);
  try {
    return Object.fromEntries(lists.map((list) => [list, readList(reader, list, file)])) as Record<
      Name,
      Float32Array[]
    >;
  } finally {
    reader.close();
  }
}

function readList(reader: SafetensorsReader, list: string, file: string): Float32Array[] {
  const { length } = reader.names.filter((name) => name.startsWith(`${list}.`));
  return Array.from({ length }, (_, i) => {
    const values = reader.read(`${list}.${i}`);
    const at = values.findIndex((value) => !Number.isFinite(value));
    if (at < 0) return values;
    throw new Error(`tensor "${list}.${i}" of ${file} holds ${values[at]} at ${at}: wanted finite numbers`);
  });
}
