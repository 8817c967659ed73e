import assert from "node:assert/strict";
import { test } from "node:test";
import type { ForwardJob } from "../../src/kernels/inference/forward.js";
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
