import { readFileSync } from "node:fs";
import path from "node:path";
import { projectPath } from "../files/index.js";

/** Versions that a run's numbers may depend on. */
export function versions(): Record<string, string> {
  return {
    node: process.version,
    "forking-tokens": packageVersion(projectPath()),
    tfjs: tfjsVersion(),
  };
}

function tfjsVersion(): string {
  return packageVersion(path.join(path.dirname(require.resolve("@tensorflow/tfjs-core")), ".."));
}

function packageVersion(folder: string): string {
  return JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8")).version;
}
