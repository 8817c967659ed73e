import assert from "node:assert/strict";
import { test } from "node:test";
import type { Decoder } from "../../src/kernels/index.js";
import { COMPLETE, decodeRows } from "../../src/rollout/decode-rows.js";
import { atOnce } from "../../src/rollout/index.js";

/** A decoder whose logits [prompt, copy, tokens fed ...] name the row that they belong to. */
function spyDecoder() {
  let texts: number[][] = [];
  const calls: string[] = [];
  const logits = (): Float32Array =>
    Float32Array.from(texts.flatMap((text) => [...text, ...new Array(10 - text.length).fill(-1)]));
  const decoder: Decoder = {
    get rows() {
      return texts.length;
    },
    prefill(prompts, copies) {
      calls.push(`prefill ${prompts.length} x ${copies}`);
      texts = prompts.flatMap((prompt) => Array.from({ length: copies }, (_, copy) => [prompt[0], copy]));
      return logits();
    },
    step(tokens) {
      calls.push(`step ${tokens.length}`);
      texts = texts.map((text, slot) => [...text, tokens[slot]]);
      return logits();
    },
    keep(rows) {
      calls.push(`keep ${[...rows]}`);
      texts = Array.from(rows, (row) => texts[row]);
    },
    dispose() {},
  };
  return { decoder, calls };
}

test("every row sees its own logits until it is complete, and leaves the batch then", () => {
  const { decoder, calls } = spyDecoder();
  const lengths = [1, 4, 2, 2, 4, 3]; // tokens after which each row is complete
  const seen: number[][][] = lengths.map(() => []);
  const work = decodeRows(decoder, [[40], [50], [60]], 2, (rows, logits) =>
    rows.map((row, slot) => {
      seen[row].push([...logits.subarray(10 * slot, 10 * slot + 10)].filter((value) => value >= 0));
      return seen[row].length < lengths[row] ? 100 * row + seen[row].length : COMPLETE;
    }),
  );
  atOnce(work);
  for (const [row, length] of lengths.entries()) {
    const start = [[40, 50, 60][Math.floor(row / 2)], row % 2];
    const wanted = Array.from({ length }, (_, t) => [
      ...start,
      ...Array.from({ length: t }, (_, i) => 100 * row + i + 1),
    ]);
    assert.deepEqual(seen[row], wanted, `row ${row}`);
  }
  // `keep` counts the slots of the batch as it is: 5 rows go on, then 3 of those, then 2.
  const [start, ...rest] = calls;
  assert.equal(start, "prefill 3 x 2");
  assert.deepEqual(rest, ["keep 1,2,3,4,5", "step 5", "keep 0,3,4", "step 3", "keep 0,1", "step 2"]);
});
