import assert from "node:assert/strict";
import { test } from "node:test";
import { groupSharesFigure } from "../../../src/figures/index.js";

test("a bar a group, its share as text where there is room", () => {
  const share = (group: string, part: number) => ({
    group,
    count: 1,
    tokenShare: part,
    mean: 1,
    share: part,
  });
  const figure = groupSharesFigure(
    [{ name: "entropy", shares: [share("real", 0.98), share("my group", 0.02)] }],
    { title: "shares", y: "share" },
  );
  assert.deepEqual(
    figure.data.map(({ name, y, text }) => [name, y, text]),
    [
      ["real", [0.98], ["98 %"]],
      ["my group", [0.02], [""]],
    ],
  );
});
