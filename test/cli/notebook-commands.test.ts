import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import path from "node:path";
import { test } from "node:test";

function cli(command: string, ...args: string[]): { status: number | null; stdout: string; stderr: string } {
  const script = path.resolve(__dirname, `../../src/cli/${command}.js`);
  return spawnSync(process.execPath, [script, ...args], { encoding: "utf8" });
}

for (const command of ["notebooks", "figures", "reproduce", "lab"]) {
  test(`npm run ${command} explains itself and refuses an unknown flag`, () => {
    const help = cli(command, "--help");
    assert.equal(help.status, 0);
    assert.match(help.stdout, new RegExp(`^Usage: npm run ${command} --`));
    const unknown = cli(command, "--fast");
    assert.equal(unknown.status, 1);
    assert.match(unknown.stderr, /unknown option '--fast'/);
    assert.match(unknown.stderr + unknown.stdout, /--help/);
  });
}

test("an unknown preset names the valid ones", () => {
  const { status, stderr } = cli("reproduce", "--preset", "ful");
  assert.equal(status, 1);
  assert.match(stderr, /'ful' is invalid\. Allowed choices are quick, default, full/);
});

for (const command of ["notebooks", "figures", "reproduce"]) {
  test(`npm run ${command} refuses a limit for a cell that is no whole number of seconds from 1`, () => {
    for (const limit of ["0", "1.5", "ten"]) {
      const { status, stderr } = cli(command, "--cell-limit", limit);
      assert.equal(status, 1);
      assert.match(stderr, new RegExp(`--cell-limit.*wanted a (whole )?number.*received "?${limit}`));
    }
  });
}

test("an unknown notebook or figure is an error with the names there are", () => {
  const notebook = cli("notebooks", "99-missing");
  assert.equal(notebook.status, 1);
  assert.match(notebook.stderr, /no notebook "99-missing"; there are: /);
  const figure = cli("figures", "no-such-figure");
  assert.equal(figure.status, 1);
  assert.match(figure.stderr, /no figure is named "no-such-figure" or begins with it; there are:/);
});
