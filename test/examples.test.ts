import assert from "node:assert/strict";
import { test } from "node:test";
import { projectPath } from "../src/files/index.js";
import { PUBLIC_MODULES, type PublicName, publicNames, readSource } from "./public-names.js";

/** The documentation before the declaration of a function, or undefined where the name is no function. */
function functionDoc({ name, file }: PublicName): string | undefined {
  const text = readSource(`${file}.ts`);
  const found = new RegExp(
    `^export (?:async )?(?:function\\*? ${name}\\b|const ${name}\\b[^;]*?=>)`,
    "m",
  ).exec(text);
  if (!found) return undefined;
  const before = text.slice(0, found.index);
  return before.endsWith("*/\n") ? before.slice(before.lastIndexOf("/**")) : "";
}

for (const module of PUBLIC_MODULES) {
  const face = require(projectPath(`dist/src/${module}/index.js`)) as Record<string, unknown>;
  const functions = publicNames(module)
    .filter(({ name }) => typeof face[name] === "function")
    .map((exported) => ({ ...exported, doc: functionDoc(exported) }))
    .filter(({ doc }) => doc !== undefined);

  test(`${module}: every function that its index exports shows an example`, () => {
    const mute = functions.filter(
      ({ name, doc }) =>
        !doc!.split("\n").some((line) => /^ \* (?:@example | {2})/.test(line) && line.includes(`${name}`)),
    );
    assert.deepEqual(
      mute.map(({ name, file }) => `${name} (${file}.ts)`),
      [],
    );
  });

  test(`${module}: examples with a value have that value`, () => {
    for (const { doc } of functions) {
      for (const [, call, shown] of doc!.matchAll(/^ \* @example (.*) \/\/ (.*)$/gm)) {
        const wanted = asJson(shown);
        if (wanted === undefined) continue;
        const value = new Function(...Object.keys(face), `return ${call};`)(...Object.values(face));
        assert.ok(isShownAs(value, wanted), `${call} gives ${value}`);
      }
    }
  });
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // a remark, or a value cut short
  }
}

/** Equal, numbers to the decimals that are shown. */
function isShownAs(value: unknown, shown: unknown): boolean {
  if (typeof shown === "number") {
    const decimals = (String(shown).split(".")[1] ?? "").length;
    return Math.abs((value as number) - shown) <= (decimals === 0 ? 1e-9 : 0.5 * 10 ** -decimals);
  }
  if (!Array.isArray(shown)) return value === shown;
  const values = Array.from(value as ArrayLike<unknown>);
  return values.length === shown.length && values.every((one, i) => isShownAs(one, shown[i]));
}
