import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { mock, test } from "node:test";
import ts from "typescript";
import * as forkingTokens from "../../src/index.js";
import { findNotebooks } from "../../src/notebook/index.js";
import { neededCells } from "../../src/notebook/needed-cells.js";
import { parsePercent } from "../../src/notebook/pairing.js";

const notebooks = path.resolve("notebooks");
const folder = path.join(notebooks, "solutions");
/** The cells name data as the notebooks do, from their folder. */
process.chdir(notebooks);

for (const name of readdirSync(folder).map((file) => file.replace(/\.md$/, ""))) {
  const text = readFileSync(path.join(notebooks, `${name}.nb.ts`), "utf8");
  const cells = parsePercent(text, name);
  const code = cells.filter(({ cell_type }) => cell_type === "code").map(({ source }) => source);
  const checks = code.filter((source) => /checkAnswer\(/.test(source));
  const exercises = checks.map(exerciseOf);
  const solutions = new Map(
    Array.from(
      readFileSync(path.join(folder, `${name}.md`), "utf8").matchAll(
        /^\*\*([\w.]+)\*\*[\s\S]*?```ts\n([\s\S]*?)```/gm,
      ),
      ([, exercise, solution]) => [exercise, solution],
    ),
  );

  test(`${name}: every exercise has a hint, a difficulty and a solution apart; the last is a project`, () => {
    assert.deepEqual([...solutions.keys()].sort(), exercises.map(({ exercise }) => exercise).sort());
    const prose = cells.filter(({ cell_type }) => cell_type === "markdown").map(({ source }) => source);
    for (const { exercise } of exercises) {
      const question = prose.find((source) => source.includes(`**${exercise}**`));
      assert.match(
        question ?? "",
        new RegExp(`\\*\\*${exercise}\\*\\* ★{1,3} [\\s\\S]*<summary>Hint \\(click\\)</summary>`),
      );
    }
    assert.match(prose.at(-1)!, /\*\*An open project\*\* ★★★/);
    assert.doesNotMatch(text, /<summary>Solutions/);
    assert.match(prose[0], /- \[ \] /, "learning goals to tick");
  });

  for (const { exercise, variable } of exercises)
    test(`${name}: the solution of ${exercise} passes the check, nothing does not`, async () => {
      const solution = solutions.get(exercise)!;
      assert.match(solution, new RegExp(`^const ${variable}\\b`, "m"));
      assert.match(await checked(code, variable, solution), /right\.$/);
      assert.match(await checked(code, variable, `const ${variable} = undefined;`), /open/);
    });
}

test("every notebook has exercises with solutions", () => {
  const solved = readdirSync(folder).map((file) => file.replace(/\.md$/, ""));
  assert.deepEqual(
    solved.sort(),
    findNotebooks()
      .map(({ name }) => name)
      .sort(),
  );
});

function exerciseOf(source: string): { exercise: string; variable: string } {
  const [, exercise, variable] = /checkAnswer\(\s*"([\w.]+)",\s*(answer\w+)/.exec(source)!;
  return { exercise, variable };
}

/** What the check of an exercise prints when the solution stands in its cell; runs the cells that it needs. */
async function checked(code: readonly string[], variable: string, solution: string): Promise<string> {
  const cell = code.findIndex((source) => new RegExp(`checkAnswer\\([^,]*,\\s*${variable}\\b`).test(source));
  const sources = [...code];
  sources[cell] = code[cell].replace(new RegExp(`^const ${variable}\\b.*= undefined;$`, "m"), solution);
  const joined = neededCells(sources, [cell])
    .map((i) => sources[i])
    .join("\n");
  const compilerOptions = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022, strict: false };
  const { outputText } = ts.transpileModule(joined, { compilerOptions });
  const load = (name: string): unknown => (name === "forking-tokens" ? forkingTokens : require(name));
  const log = mock.method(console, "log", () => {});
  try {
    const run = new Function("require", "exports", `return (async () => {${outputText}\n})();`);
    await run(load, {});
    return String(log.mock.calls.at(-1)?.arguments[0]);
  } finally {
    log.mock.restore();
  }
}
