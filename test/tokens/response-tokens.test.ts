import assert from "node:assert/strict";
import { test } from "node:test";
import {
  ofResponse,
  positionsInResponse,
  type ResponseRow,
  responseColumns,
  responseCount,
  responseLengths,
  selectResponses,
} from "../../src/tokens/index.js";

const rows: ResponseRow[] = [
  { tokens: [5, 1], prompt: 0, logProbs: [-1, -2], entropies: [0.1, 0.2], reward: 1, roles: [2, 0] },
  { tokens: [], prompt: 0, logProbs: [], entropies: [], reward: 0, roles: [] },
  {
    tokens: [7, 8, 1],
    prompt: 1,
    logProbs: [-3, -4, -5],
    entropies: [0.3, 0.4, 0.5],
    reward: 2,
    roles: [1, 3, 0],
  },
];

test("responses stand end to end, an empty one between the others", () => {
  const columns = responseColumns(rows);
  assert.deepEqual(Array.from(columns.tokens), [5, 1, 7, 8, 1]);
  assert.deepEqual(Array.from(columns.starts), [0, 2, 2, 5]);
  assert.deepEqual(Array.from(columns.responses), [0, 0, 2, 2, 2]);
  assert.deepEqual(Array.from(columns.prompts), [0, 0, 1]);
  assert.deepEqual(Array.from(columns.rewards!), [1, 0, 2]);
  assert.equal(columns.advantages, undefined);
  assert.equal(responseCount(columns), 3);
  assert.deepEqual(Array.from(responseLengths(columns)), [2, 0, 3]);
  assert.deepEqual(Array.from(positionsInResponse(columns)), [0, 1, 0, 1, 2]);
  assert.deepEqual(Array.from(ofResponse(columns, columns.roles!, 2)), [1, 3, 0]);
});

test("selected responses are columns of their own, as if only they had been laid out", () => {
  assert.deepEqual(selectResponses(responseColumns(rows), [2, 0]), responseColumns([rows[2], rows[0]]));
  const none = selectResponses(responseColumns(rows), []);
  assert.deepEqual([none.tokens.length, Array.from(none.starts)], [0, [0]]);
});

test("a column that does not fit its response is refused by name", () => {
  assert.throws(
    () => responseColumns([rows[0], { ...rows[2], entropies: [1] }]),
    /response 1 has 3 tokens, but 1 entropies/,
  );
});
