import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { chineseEdition, findNotebooks } from "../../src/notebook/index.js";
import { isCodeCell, readNotebook } from "../../src/notebook/nbformat.js";
import { parsePercent } from "../../src/notebook/pairing.js";

const HAN = /\p{Script=Han}/u;

for (const files of findNotebooks()) {
  const edition = chineseEdition(files);
  if (edition === undefined) continue;

  test(`${edition.name}: the code, its outputs and the order of the cells are those of ${files.name}`, () => {
    const [english, chinese] = [files, edition].map(({ notebook }) => readNotebook(notebook).cells);
    assert.deepEqual(
      chinese.map(({ cell_type }) => cell_type),
      english.map(({ cell_type }) => cell_type),
    );
    assert.deepEqual(chinese.filter(isCodeCell), english.filter(isCodeCell));
  });

  test(`${edition.name}: the notebook holds the cells of its plain text, every text in Chinese`, () => {
    const cells = readNotebook(edition.notebook).cells.map(({ cell_type, source }) => ({
      cell_type,
      source,
    }));
    assert.deepEqual(cells, parsePercent(readFileSync(edition.percent, "utf8"), edition.percent));
    for (const { cell_type, source } of cells) if (cell_type === "markdown") assert.match(source, HAN);
  });

  test(`${edition.name}: formulas and exercises are those of ${files.name}`, () => {
    const marks = (file: string) => {
      const text = readFileSync(file, "utf8").replace(/^\/\/ ?/gm, "");
      return [...text.matchAll(/^\$\$[\s\S]*?\$\$$|^\*\*\w+\.\d+\*\* ★+/gm)].map(([mark]) => mark);
    };
    assert.deepEqual(marks(edition.percent), marks(files.percent));
  });
}

test("every Chinese edition belongs to a notebook", () => {
  const editions = findNotebooks().flatMap((files) => chineseEdition(files)?.percent ?? []);
  const there = readdirSync("notebooks").filter((name) => name.endsWith(".zh.nb.ts"));
  assert.equal(there.length, editions.length);
  assert.ok(there.length > 0);
});

test("the indexes of the notebooks, in both languages, and README.zh.md lead to every Chinese edition", () => {
  const indexes = [
    ["notebooks/README.md", ""],
    ["notebooks/README.zh.md", ""],
    ["README.zh.md", "notebooks/"],
  ];
  for (const [index, folder] of indexes) {
    const text = readFileSync(index, "utf8");
    for (const files of findNotebooks()) {
      const edition = chineseEdition(files);
      if (edition) assert.ok(text.includes(`](${folder}${edition.name}.ipynb)`), `${index}: ${edition.name}`);
    }
  }
});

test("README.zh.md states the intervals and the verdicts of README.md", () => {
  const [english, chinese] = ["README.md", "README.zh.md"].map((name) => readFileSync(name, "utf8"));
  const found = (text: string, from: string) => text.slice(text.indexOf(from)).split("\n\n")[0];
  const intervals = (text: string) => text.match(/\[[\d.]+, [\d.]+\]/g);
  assert.deepEqual(
    intervals(found(chinese, "**发现了什么。**")),
    intervals(found(english, "**What was found.**")),
  );
  const verdicts = { 未复现: "not reproduced", 复现: "reproduced", 未定: "undecided" };
  const stated = Array.from(chinese.matchAll(/\| \*\*(\p{Script=Han}+)\*\*/gu), ([, word]) => word);
  const table = english.slice(english.indexOf("<!-- claims -->"), english.indexOf("<!-- /claims -->"));
  assert.deepEqual(
    stated.map((word) => verdicts[word as keyof typeof verdicts]),
    Array.from(table.matchAll(/\*\*([a-z ]+) \(/g), ([, verdict]) => verdict),
  );
});

test("README.zh.md names the commands and the layers of README.md", () => {
  const [english, chinese] = ["README.md", "README.zh.md"].map((name) => readFileSync(name, "utf8"));
  const commands = (text: string) => [...new Set(text.match(/npm (?:test|run [a-z-]+)/g))].sort();
  assert.deepEqual(commands(chinese), commands(english));
  const layers = (text: string) =>
    [...text.matchAll(/^\| (\d) \| (.*?) \|/gm)].map(([, layer, modules]) => [
      layer,
      modules.match(/`[a-z-]+`/g),
    ]);
  assert.equal(layers(english).length, 7);
  assert.deepEqual(layers(chinese), layers(english));
});
