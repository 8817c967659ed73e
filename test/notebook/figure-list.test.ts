import assert from "node:assert/strict";
import { test } from "node:test";
import { savedFigures } from "../../src/figures/index.js";
import { projectPath, readText } from "../../src/files/index.js";
import { galleryMarkdown } from "../../src/notebook/gallery.js";
import { figuresNamed, type ListedFigure, listedFigures } from "../../src/notebook/index.js";
import { readRecordedRuns } from "../../src/study/index.js";

const figure = (name: string): ListedFigure => ({ name, title: "a | b", notebook: "00-tour", paper: "" });

test("a beginning of a name means all figures that go on from it, a number no longer number", () => {
  const figures = ["figure-1-a", "figure-11-b", "figure-2a-c", "figure-2b-d", "tour"].map(figure);
  const named = (...wanted: string[]) => figuresNamed(figures, wanted).map(({ name }) => name);
  assert.deepEqual(named("figure-1"), ["figure-1-a"]);
  assert.deepEqual(named("figure-2", "tour"), ["figure-2a-c", "figure-2b-d", "tour"]);
  assert.deepEqual(named("figure-2b-d"), ["figure-2b-d"]);
  assert.equal(named().length, 5);
  assert.throws(() => named("figure-9"), /no figure is named "figure-9".*\n {2}figure-1-a\n/s);
});

test("every saved figure is listed, with the paper's where its name says so", () => {
  const figures = listedFigures();
  assert.deepEqual(figures.map(({ name }) => name).sort(), savedFigures());
  const paperOf = (name: string) => figures.find((listed) => listed.name === name)?.paper;
  assert.equal(paperOf("figure-2a-cumulative"), "Figure 2(a)");
  assert.equal(paperOf("figure-6-7-training-curves"), "Figures 6 and 7");
  assert.equal(paperOf("figures-12-17-base"), "Figures 12 to 17");
  assert.equal(paperOf("table-1-overlap"), "Table 1");
  assert.equal(paperOf("gae-tradeoff"), "");
});

test("figures/README.md is the gallery of the saved figures", () => {
  assert.equal(
    readText(projectPath("figures/README.md")),
    galleryMarkdown(listedFigures(), readRecordedRuns()),
  );
});

test("a title's markup does not leave its cell", () => {
  assert.match(galleryMarkdown([figure("tour")], []), /\| a \\\| b<br>/);
});
