import "../../../src/notebook/kernel/light-program.js";

import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { type TestContext, test } from "node:test";
import { type Converter, createConverter } from "tslab/dist/converter";

const message = (diagnostic: { messageText: string }) => diagnostic.messageText;

/** A converter that works in a new folder of these files. */
function converterAmong(t: TestContext, files: Record<string, string>): Converter {
  const folder = mkdtempSync(path.join(tmpdir(), "program-"));
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text);
  const before = process.cwd();
  process.chdir(folder);
  const converter = createConverter({ isJS: false, isBrowser: false });
  t.after(() => {
    converter.close();
    process.chdir(before);
    rmSync(folder, { recursive: true });
  });
  return converter;
}

test("a cell brings along the sources that it imports, those behind them too, and their errors", (t) => {
  const converter = converterAmong(t, {
    "rule.ts": 'import { half } from "./half.js";\nexport const rho = (n: number) => half(n);\n',
    "half.ts": "export const half = (n: number) => n / 2;\n",
    "wrong.ts": 'export const n: number = "two";\n',
  });
  const cell = converter.convert("", 'import { rho } from "./rule";\nrho(4);');
  assert.deepEqual(cell.diagnostics, []);
  assert.deepEqual(
    cell.sideOutputs?.map((file) => path.basename(file.path)),
    ["half.js", "rule.js"],
  );
  const { diagnostics } = converter.convert("", 'import { n } from "./wrong";\nn;');
  assert.deepEqual(diagnostics.map(message), ["Type 'string' is not assignable to type 'number'."]);
});

test("a cell's names are known to the next one, with their types, and can be declared anew", (t) => {
  const converter = converterAmong(t, {});
  const first = converter.convert("", "const tokens = [1, 2];\nclass Rule { rho = 0.2 }");
  const wrong = converter.convert(first.declOutput!, "const text: string = tokens[0];");
  assert.deepEqual(wrong.diagnostics.map(message), ["Type 'number' is not assignable to type 'string'."]);
  const second = converter.convert(
    first.declOutput!,
    'const tokens = "wait";\nnew Rule().rho + tokens.length',
  );
  assert.deepEqual(second.diagnostics, []);
  assert.match(second.declOutput!, /tokens = "wait"/);
  assert.ok(second.lastExpressionVar);
});
