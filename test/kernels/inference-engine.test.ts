import assert from "node:assert/strict";
import { test } from "node:test";
import type { ForwardJob } from "../../src/kernels/inference/forward.js";
import {
  ModelTooLarge,
  type PlanOptions,
  planMemory,
  type StoredWeight,
} from "../../src/kernels/inference/memory-plan.js";
import { openEngine } from "../../src/kernels/inference/open.js";
import { decoderConfig } from "../../src/models/config.js";
import { decoderWeights } from "../../src/models/decoder-weights.js";
import { TINY_SHAPE } from "./tiny-decoder.js";

test("an engine in which a job has failed refuses the next one: its threads no longer stand at the same place", () => {
  const shape = decoderConfig({ ...TINY_SHAPE, ropeScaling: null });
  const engine = openEngine(shape, (place) => decoderWeights(shape, (_, size) => place("F32", size)), {
    rows: 1,
    maxLength: 8,
    threads: 2,
    cacheType: "F32",
  });
  const job: ForwardJob = { rows: 0, runs: 0, headRows: 0, output: "logits", scale: 1 };
  engine.run(job);
  let reads = 0;
  const failing = {
    ...job,
    // read once for the other thread, then by this one's pass
    get rows(): number {
      if (reads++ > 0) throw new Error("no rows");
      return 0;
    },
  };
  assert.throws(() => engine.run(failing), /^Error: no rows$/);
  assert.throws(() => engine.run(job), /a thread of the inference engine has failed/);
  engine.dispose();
});

test("a refusal names what helps: float16 where that is enough, the length at one row, int8 where weights are too large", () => {
  const shape = { ...decoderConfig({ ...TINY_SHAPE, ropeScaling: null }), headDim: 64 };
  const place = (weight: (type: "F32", size: readonly number[]) => StoredWeight) =>
    decoderWeights(shape, (_, size) => weight("F32", size));
  const long = { rows: 1, maxLength: 65_536, threads: 1, cacheType: "F32" } as const;
  const { bytes } = planMemory(shape, long, place, () => 64);
  const refused = (options: Partial<PlanOptions>, available: number, wanted: RegExp): void =>
    assert.throws(
      () => planMemory(shape, { ...long, ...options }, place, () => 64, available),
      (error: Error) => error instanceof ModelTooLarge && wanted.test(error.message),
    );
  const few = bytes.total - 0.4 * bytes.keysAndValues;
  refused({}, few, /: keep keys and values in float16 \(--keys-and-values float16\), or lower the length$/);
  refused({ rows: 2 }, few, /GiB: lower the rows or the length$/);
  refused({ cacheType: "F16" }, bytes.total / 4, /GiB: lower the length$/);
  refused({ maxLength: 16 }, bytes.weights, /GiB: take dtype "int8" or a smaller model$/);
});
