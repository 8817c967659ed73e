import assert from "node:assert/strict";
import { test } from "node:test";
import { learnedTokensFigure } from "../../../src/figures/index.js";

test("a row for each token in the order given, gains per response, and the threshold in the panel of what was before", () => {
  const tokens = [
    { text: "␣The", gained: 8, surprise: 3, entropy: 2.5 },
    { text: "<b>", gained: 4, surprise: 1, entropy: 0.5 },
    { text: "␣The", gained: 2, surprise: 0.1, entropy: 0.2 },
  ];
  const { data, layout } = learnedTokensFigure(tokens, { title: "What rose", threshold: 2.7, responses: 4 });
  assert.deepEqual(
    data.map(({ x }) => x),
    [
      [2, 1, 0.5],
      [3, 1, 0.1],
      [2.5, 0.5, 0.2],
    ],
  );
  const { tickvals, ticktext } = layout.yaxis as { tickvals: string[]; ticktext: string[] };
  // the first row is drawn at the top, a text that is there twice stays two rows, and markup stays text
  assert.deepEqual(
    [tickvals, ticktext],
    [
      ["2", "1", "0"],
      ["␣The", "&lt;b&gt;", "␣The"],
    ],
  );
  const [line] = layout.shapes as { xref: string; x0: number }[];
  assert.deepEqual([line.xref, line.x0], ["x2", 2.7]);
});
