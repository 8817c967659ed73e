import assert from "node:assert/strict";
import { test } from "node:test";
import { seededRng } from "../../src/random/index.js";
import { packedBatches, type SelectedSequence } from "../../src/rollout/index.js";

const sequence = (prompt: number[], response: number[], selected: number[]): SelectedSequence => ({
  ...{ prompt, response },
  selected: Int32Array.from(selected),
});

test("a prompt is computed once for its responses, padding and what follows the last selected token never", () => {
  const [batch, ...others] = packedBatches(
    [
      sequence([1, 2, 3], [4, 5, 6], [0, 2]),
      sequence([1, 2, 3], [7, 8, 9], [1]),
      sequence([1, 2, 3], [7], []),
    ],
    100,
  );
  assert.equal(others.length, 0);
  assert.deepEqual([...batch.sequences], [1, 0]);
  assert.deepEqual([...batch.ids], [1, 2, 3, 7, 4, 5]);
  const { packed, ...layout } = batch.layout;
  assert.deepEqual(layout, { batch: 2, length: 5 });
  assert.deepEqual([...packed!.rowOf], [0, 1, 2, 3, 0, 0, 1, 2, 4, 5]);
  assert.deepEqual([...packed!.placeOf], [5, 6, 7, 3, 8, 9]);
  assert.deepEqual([...batch.rows], [3, 2, 5]);
  assert.deepEqual([...batch.targets], [8, 4, 6]);
});

test("every row holds the token of its places, at their position and after the same tokens, within the bound", () => {
  const rng = seededRng(2);
  const ids = (count: number) => Array.from({ length: count }, () => rng.integer(3));
  const prompts = [ids(6), ids(2), ids(9)];
  const sequences = Array.from({ length: 40 }, () =>
    sequence(rng.choice(prompts), ids(8), [rng.integer(4), 4 + rng.integer(4)].slice(rng.integer(3))),
  );
  const batches = packedBatches(sequences, 24);
  const wanted = sequences.flatMap(({ selected }, i) => (selected.length > 0 ? [i] : []));
  assert.deepEqual(
    batches.flatMap(({ sequences }) => [...sequences]).sort((a, b) => a - b),
    wanted,
  );
  assert.ok(wanted.length < 40 && batches.length > 3);
  for (const { sequences: own, layout, ids, rows, targets } of batches) {
    const { rowOf, placeOf } = layout.packed!;
    assert.ok(ids.length <= 24 && own.length * layout.length <= 4 * 24);
    const seen = new Set<string>();
    let at = 0;
    for (const [b, index] of own.entries()) {
      const { prompt, response, selected } = sequences[index];
      const tokens = [...Array.from(prompt), ...Array.from(response)];
      const place = (t: number): number => rowOf[b * layout.length + t];
      for (let t = 0; t < prompt.length + selected.at(-1)!; t++) {
        const row = place(t);
        assert.equal(ids[row], tokens[t]);
        assert.equal(placeOf[row] % layout.length, t);
        seen.add(tokens.slice(0, t + 1).join());
      }
      for (const position of selected) {
        assert.equal(rows[at], place(prompt.length + position - 1));
        assert.equal(targets[at++], response[position]);
      }
    }
    assert.equal(at, rows.length);
    assert.equal(ids.length, seen.size);
  }
});
