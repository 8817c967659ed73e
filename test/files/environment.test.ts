import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { ENVIRONMENT, projectPath, readText } from "../../src/files/index.js";

test("every environment variable that the sources name is in the list", () => {
  const known: string[] = Object.values(ENVIRONMENT);
  for (const file of readdirSync(projectPath("src"), { recursive: true }).map(String)) {
    if (!file.endsWith(".ts")) continue;
    for (const [name] of readText(path.join(projectPath("src"), file)).matchAll(/FORKING_TOKENS_[A-Z_]+/g))
      assert.ok(known.includes(name), `${file}: ${name}`);
  }
});
