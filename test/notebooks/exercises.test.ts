import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import ts from "typescript";
import { type Answer, answerDigest } from "../../src/notebook/index.js";

const folder = path.resolve(__dirname, "../../../notebooks");

/** Notebooks whose solutions are folded at their ends; those in notebooks/solutions have a test of their own. */
const WITH_DIGESTS = ["06-ablation-80-20", "08-generalisation"];
const WITH_PROPERTIES = [
  "04-token-entropy",
  "05-forks-and-temperature",
  "07-entropy-through-training",
  "11-your-own",
];

for (const name of [...WITH_DIGESTS, ...WITH_PROPERTIES]) {
  const text = readFileSync(path.join(folder, `${name}.nb.ts`), "utf8");
  const exercises = [...text.matchAll(/^(?:notebook\.)?checkAnswer\(\s*"([\d.]+)",\s*(answer\d+)/gm)].map(
    ([, exercise]) => exercise,
  );

  test(`${name}: at least four exercises, each with a folded solution`, () => {
    assert.ok(exercises.length >= 4);
    for (const exercise of exercises) assert.match(solutions(text), new RegExp(`\\*\\*${exercise}\\*\\*`));
  });
}

for (const name of WITH_DIGESTS) {
  const text = readFileSync(path.join(folder, `${name}.nb.ts`), "utf8");

  test(`${name}: the solutions pass the digests, which no other answer shows`, () => {
    const digests = [
      ...text.matchAll(
        /^(?:notebook\.)?checkAnswer\(\s*"([\d.]+)",\s*(answer\d+)(\?\.join\(" "\))?,\s*"([0-9a-f]{12})"/gm,
      ),
    ];
    assert.ok(digests.length >= 2);
    for (const [, exercise, variable, joined, digest] of digests) {
      const answer = solution(text, variable);
      const given = joined ? (answer as string[]).join(" ") : (answer as Answer);
      assert.equal(answerDigest(exercise, given), digest, `exercise ${exercise}`);
    }
  });
}

/** The text of the folded part, without its comment marks. */
function solutions(text: string): string {
  const folded = text.slice(text.lastIndexOf("<details>"));
  return folded.replace(/^\/\/ ?/gm, "");
}

/** What the folded solution assigns to a variable. */
function solution(text: string, variable: string): unknown {
  const code = solutions(text).match(new RegExp(`^const ${variable}[^]*?(?=\`\`\`)`, "m"))?.[0];
  assert.ok(code, `no solution assigns ${variable}`);
  return new Function(`${ts.transpile(code)}; return ${variable};`)();
}
