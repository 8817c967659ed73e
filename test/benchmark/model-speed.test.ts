import assert from "node:assert/strict";
import { test } from "node:test";
import { openHere } from "../../src/benchmark/index.js";
import { flopsAToken } from "../../src/benchmark/model-speed.js";
import { readModelConfig } from "../../src/models/index.js";

const FOLDER = "test/models/fixtures/families/qwen3-tied";

test("the operations of a token are those of its products with the weights, and of attention", () => {
  const config = {
    ...readModelConfig(FOLDER),
    ...{ layers: 2, hiddenSize: 8, heads: 2, kvHeads: 1, headDim: 4, feedForward: 16, vocabSize: 10 },
  };
  const [queries, keysAndValues, output, feedForward] = [8 * 8, 2 * 8 * 4, 8 * 8, 3 * 8 * 16];
  const attention = 2 * 8 * 128.5; // scores and mixture over 128.5 tokens on average
  assert.equal(
    flopsAToken(config),
    2 * (2 * (queries + keysAndValues + output + feedForward + attention) + 8 * 10),
  );
});

test("a model in a process of its own tells what its tokens cost and what it held", async () => {
  const opened = await openHere(FOLDER);
  const { score, oneRow, manyRows } = await opened.round();
  for (const cost of [score, oneRow, manyRows]) assert.ok(cost >= 0 && Number.isFinite(cost));
  assert.ok((await opened.close()) > 20);
});
