import assert from "node:assert/strict";
import { test } from "node:test";
import { DataFrame } from "danfojs-node";
import { unfolded } from "../../src/notebook/folded.js";
import { tableBundle } from "../../src/notebook/show-table.js";

test("rows become a Markdown table and aligned text", () => {
  const bundle = tableBundle([
    { arm: "top", accuracy: 0.41256, steps: 200 },
    { arm: "bottom", accuracy: 0.00001234, steps: 5 },
  ]);
  assert.equal(
    bundle["text/markdown"],
    [
      "| arm | accuracy | steps |",
      "| --- | ---: | ---: |",
      "| top | 0.413 | 200 |",
      "| bottom | 0.0000123 | 5 |",
    ].join("\n"),
  );
  assert.equal(
    bundle["text/plain"],
    [
      "arm      accuracy  steps",
      "------  ---------  -----",
      "top         0.413    200",
      "bottom  0.0000123      5",
    ].join("\n"),
  );
});

test("an estimate with its interval is not broken, headers and long texts are", () => {
  const [header, , row] = tableBundle([
    { "top less all": "−26.9 [−29.6, −24.3]", why: "as the paper says of 32B models" },
  ])["text/markdown"].split("\n");
  assert.equal(header, "| top less all | why |");
  assert.equal(row, "| −26.9&nbsp;\\[−29.6,&nbsp;−24.3\\] | as the paper says of 32B models |");
});

test("numbers without decimals may be smaller than one", () => {
  const text = tableBundle([{ share: 41.7 }, { share: 0.34 }], { digits: 0 })["text/plain"];
  assert.equal(text, "share\n-----\n   42\n  0.3");
});

test("what a model wrote cannot become markup", () => {
  const bundle = tableBundle([{ token: '<img src=x onerror="f()">|`$x$`\n**b** [a](u) \\(y\\) &lt;' }]);
  assert.equal(
    bundle["text/markdown"].split("\n")[2],
    '| &lt;img src=x onerror="f\\(\\)"&gt;\\|\\`<span>\\$</span>x<span>\\$</span>\\`<span>&#92;</span>n\\*\\*b\\*\\* \\[a\\]\\(u\\) <span>&#92;</span>\\(y<span>&#92;</span>\\) &amp;lt; |',
  );
});

test("one row stays one line, and no address becomes a link", () => {
  const token = "a\rb\u2028c\n\u001b[2J https://x.org www.x.org a@x.org pass@4 \ud800";
  const bundle = tableBundle([{ token }]);
  const shown = "a\\rb\\u2028c\\n\\u001b[2J https://x.org www.x.org a@x.org pass@4 \\ud800";
  assert.equal(bundle["text/plain"].split("\n")[2], shown);
  const [, , row, ...more] = bundle["text/markdown"].split("\n");
  assert.deepEqual(more, []);
  assert.doesNotMatch(row, /https:|www\.|a@x|\\u|\r|\u2028/);
  assert.match(row, /pass@4/);
});

test("a danfojs frame shows its columns", () => {
  const frame = new DataFrame(
    [
      ["a", 1],
      ["b", 2],
    ],
    { columns: ["token", "count"] },
  );
  assert.equal(tableBundle(frame)["text/plain"], "token  count\n-----  -----\na          1\nb          2");
});

test("columns can be chosen, long tables are cut with a word", () => {
  const rows = Array.from({ length: 5 }, (_, i) => ({ i, square: i * i }));
  assert.equal(
    tableBundle(rows, { columns: ["square"], limit: 2 })["text/plain"],
    "square\n------\n     0\n     1\n3 more rows",
  );
  assert.throws(() => tableBundle(rows, { columns: ["cube"] }), /no column "cube"; the table has i, square/);
});

test("missing values are empty, an empty table has its header", () => {
  assert.equal(tableBundle([{ a: null, b: "x" }])["text/plain"], "a  b\n-  -\n   x");
  assert.equal(tableBundle([], { columns: ["a"] })["text/plain"], "a\n-");
});

test("a table wider than 100 characters goes on over several lines", () => {
  const sentence = "Gradient on the top 20 % of tokens matches all tokens or beats them";
  const bundle = tableBundle([
    { claim: sentence, paper: "over four points on average", here: sentence, verdict: "undecided" },
    { claim: "short", paper: "none", here: "0.8 [-4.3, 5.9]", verdict: "reproduced" },
  ]);
  assert.equal(
    bundle["text/plain"],
    [
      "claim                         paper                        here                           verdict",
      "----------------------------  ---------------------------  -----------------------------  ----------",
      "Gradient on the top 20 % of   over four points on average  Gradient on the top 20 % of    undecided",
      "tokens matches all tokens or                               tokens matches all tokens or",
      "beats them                                                 beats them",
      "",
      "short                         none                         0.8 [-4.3, 5.9]                reproduced",
    ].join("\n"),
  );
  assert.match(bundle["text/markdown"], new RegExp(sentence));
});

test("a table of many columns is cut into parts with the first column in each", () => {
  const interval = "0.603 [0.589, 0.616]";
  const arms = Array.from({ length: 6 }, (_, i) => [`arm ${i}`, interval]);
  const lines = tableBundle([{ measure: "accuracy", ...Object.fromEntries(arms) }])["text/plain"].split("\n");
  assert.deepEqual(
    lines.filter((line) => /accuracy/.test(line)).map((line) => line.split(interval).length - 1),
    [4, 2],
  );
  assert.deepEqual(
    lines.filter((line) => /measure/.test(line)).map((line) => line.split(/ {2,}/).slice(1)),
    [
      ["arm 0", "arm 1", "arm 2", "arm 3"],
      ["arm 4", "arm 5"],
    ],
  );
});

test("headers are broken before columns are, and no word is too long for 100 characters", () => {
  const wide = Array.from({ length: 9 }, (_, i) => [`accuracy of arm ${i}`, i / 7]);
  const lines = tableBundle([Object.fromEntries(wide)])["text/plain"].split("\n");
  assert.deepEqual(
    lines.map((line) => line.trim().split(/ {2,}/).slice(0, 2)),
    [
      ["accuracy", "accuracy"],
      ["of arm 0", "of arm 1"],
      ["---------", "---------"],
      ["0", "0.143"],
    ],
  );
  const long = { ["h".repeat(300)]: "x".repeat(500), b: "y".repeat(120) };
  const shown = tableBundle([long])["text/plain"];
  for (const line of shown.split("\n")) assert.ok(line.length <= 100, line);
  assert.equal(shown.match(/x/g)!.length, 500);
});

test("a folded table is the same table under a line that opens it", () => {
  const rows = [{ arm: "top <20 %>", accuracy: 0.5 }];
  const [open, folded] = [tableBundle(rows), tableBundle(rows, { folded: "as *numbers*" })];
  assert.equal(folded["text/plain"], open["text/plain"]);
  const table = open["text/markdown"];
  assert.equal(
    folded["text/markdown"],
    `<details><summary>as \\*numbers\\* (click)</summary>\n\n${table}\n\n</details>`,
  );
  const parts = { title: "as \\*numbers\\* (click)", markdown: table };
  assert.deepEqual(unfolded(folded["text/markdown"]), parts);
  assert.equal(unfolded(table), undefined);
});
