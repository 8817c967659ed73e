import { existsSync } from "node:fs";
import type { sys } from "typescript";

/**
 * Keeps tslab's compiler from watching folders and what is not a cell's own source: where it looks for modules it would
 * also see any other program make or remove a file, plan a second rebuild while one is pending, and end the kernel with
 * "Unexpected pending rebuildTimer". TypeScript files that a cell imports are still watched. To be called before tslab
 * makes its converter.
 */
export function ignoreOtherFiles(): void {
  const compiler = require("@tslab/typescript-for-tslab") as { sys: typeof sys };
  const { watchFile } = compiler.sys;
  const nothing = { close: () => {} };
  compiler.sys.watchDirectory = () => nothing;
  compiler.sys.watchFile = (file, ...rest) =>
    /(?<!\.d)\.tsx?$/.test(file) && existsSync(file) ? watchFile!(file, ...rest) : nothing;
}
