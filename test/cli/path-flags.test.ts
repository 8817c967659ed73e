import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import { inBatches, projectPath } from "../../src/files/index.js";

interface Ended {
  status: number;
  stdout: string;
  stderr: string;
}

function cli(...args: string[]): Promise<Ended> {
  const [command, ...rest] = args;
  return new Promise((resolve) =>
    execFile(
      process.execPath,
      [projectPath(`dist/src/cli/${command}.js`), ...rest],
      (error, stdout, stderr) => resolve({ status: Number(error?.code ?? 0), stdout, stderr }),
    ),
  );
}

/** Does each, as many at a time as there are cores. */
async function each<T, R>(items: readonly T[], of: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for await (const batch of inBatches(items, availableParallelism()))
    results.push(...(await Promise.all(batch.map(of))));
  return results;
}

const { scripts } = JSON.parse(readFileSync(projectPath("package.json"), "utf8"));
const COMMANDS = Object.values<string>(scripts)
  .flatMap((script) => /^node src\/bootstrap\/run\.mjs ([\w-]+)$/.exec(script)?.[1] ?? [])
  .flatMap((name) =>
    name === "scale-out" ? ["trl", "verl", "slurm", "ray"].map((engine) => [name, engine]) : [[name]],
  );

/** What each command says of itself. */
const helps = each(COMMANDS, async (command) => ({
  command,
  help: (await cli(...command, "--help")).stdout,
}));

test("every flag that takes a path refuses an empty one, as an unset variable of a shell leaves it", async () => {
  // --rule of train may also be the name of a rule
  const flags = (await helps)
    .flatMap(({ command, help }) =>
      Array.from(help.matchAll(/^ +(--[\w-]+) <(?:folder|file|module)>/gm), ([, flag]) => [...command, flag]),
    )
    .filter((words) => words.at(-1) !== "--rule");
  assert.ok(flags.length > 25, `${flags.length}`);
  await each(flags, async (flag) => {
    const { status, stderr } = await cli(...flag, "");
    assert.equal(status, 1, `${flag.join(" ")}: ${stderr}`);
    assert.match(stderr, /wanted the name of a (folder|file|folder or file), received ""/, flag.join(" "));
  });
});

test("every default path is shown as the others are, from the folder at hand", async () => {
  for (const { help } of await helps)
    assert.ok(!help.replaceAll(/\n\s*/g, " ").includes(`default: "${projectPath()}`), help);
});

test("a file where a folder belongs, and a folder where a file belongs, and what another wrote, are refused before any work", async () => {
  const own = path.join(mkdtempSync(path.join(tmpdir(), "path-flags-")), "page.md");
  writeFileSync(own, "# Mine");
  const cases: [args: string[], message: RegExp][] = [
    [["ablate", "--only", "top", "--out", "README.md"], /wanted a folder; README\.md is a file/],
    [["fetch-model", "smollm2-135m-instruct", "--out", "README.md"], /wanted a folder; README\.md is a file/],
    [
      ["scale-out", "ray", "--preset", "quick", "--out", "README.md"],
      /wanted a folder; README\.md is a file/,
    ],
    [["explore", "--no-open", "--out", "src"], /wanted a file; src is a folder/],
    [["measure", "data/models/S", "--prompts", "src"], /wanted a file; src is a folder/],
    [["explore", "--no-open", "--out", own], /page\.md is not a page of the explorer; wanted/],
    [["temperature-grid", "--out", own], /page\.md is not a file of such scores; wanted/],
    [["explore", ""], /wanted the name of a folder or file, received ""/],
    [["import-runs", ""], /wanted the name of a folder, received ""/],
  ];
  await each(cases, async ([args, message]) => {
    const { status, stderr } = await cli(...args);
    assert.equal(status, 1, args.join(" "));
    assert.match(stderr, message);
  });
  assert.equal(readFileSync(own, "utf8"), "# Mine");
  rmSync(path.dirname(own), { recursive: true });
});
