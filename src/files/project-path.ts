import path from "node:path";

const ROOT = path.resolve(__dirname, "../../..");

/**
 * The absolute path of a file or folder of this project, wherever the caller works: `projectPath("data/runs")`.
 * @example projectPath("data", "runs").endsWith("runs") // true
 */
export function projectPath(...parts: string[]): string {
  return path.join(ROOT, ...parts);
}
