// A thread that makes inputs from seeds and tries them, until it is told to end; the one being tried is in shared memory.
import { mkdirSync, rmSync } from "node:fs";
import path from "node:path";
import { isMainThread, parentPort, workerData } from "node:worker_threads";
import { seededRng } from "../../../src/random/index.js";
import { attempt } from "./attempt.js";
import { corpusOf } from "./corpus.js";
import { mutate } from "./mutate.js";
import { PARSERS } from "./parsers/index.js";

export interface FuzzTask {
  parsers: string[];
  seed: number;
  count: number;
  folder: string;
  /** [inputs tried, length of the one being tried, its parser], then its bytes. */
  shared: SharedArrayBuffer;
}

/** What a worker tells: an input that was not taken as it should be, or the end. */
export type FuzzMessage = { parser: string; complaint: string; input: Uint8Array } | { done: true };

export const HEADER_BYTES = 12;
const TURN = 200;

async function main({ parsers, seed, count, folder, shared }: FuzzTask): Promise<void> {
  const header = new Int32Array(shared, 0, 3);
  const bytes = new Uint8Array(shared, HEADER_BYTES);
  const rng = seededRng(seed);
  const chosen = PARSERS.filter(({ name }) => parsers.includes(name));
  const pools = chosen.map((parser) => [...parser.seeds(), ...corpusOf(parser.name)]);
  for (let tried = 0, turn = 0; tried < count; turn++) {
    const which = turn % chosen.length;
    const parser = chosen[which];
    const own = path.join(folder, `fuzz-${seed}-${which}`);
    mkdirSync(own, { recursive: true });
    for (let i = 0; i < (parser.turn ?? TURN) && tried < count; i++, tried++) {
      const input = mutate(rng.choice(pools[which]), pools[which], rng);
      bytes.set(input);
      header[1] = input.length;
      header[2] = PARSERS.indexOf(parser);
      const complaint = await attempt(parser, input, own);
      if (complaint) parentPort!.postMessage({ parser: parser.name, complaint, input });
      Atomics.store(header, 0, tried + 1);
    }
  }
  rmSync(folder, { recursive: true, force: true });
  parentPort!.postMessage({ done: true });
}

if (!isMainThread) void main(workerData);
