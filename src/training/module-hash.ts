import { readFileSync, realpathSync } from "node:fs";
import path from "node:path";
import { buildSync } from "esbuild";
import { sha256 } from "../files/index.js";

/** Of what a module is made. */
export interface ModuleHash {
  /** SHA-256, hexadecimal. */
  sha256: string;
  /** The files that it imports by relative paths, and those that they import. */
  imports: readonly string[];
}

/**
 * The hash of a module: of its file alone where it imports none by a relative path, else of the names and hashes of all
 * of them. Installed packages are not covered.
 *
 *     moduleHash("my-rule.mjs").sha256
 */
export function moduleHash(file: string): ModuleHash {
  const entry = realpathSync(file);
  const folder = path.dirname(entry);
  const imports = relativeImports(entry, folder);
  const own = sha256(readFileSync(entry));
  if (imports.length === 0) return { sha256: own, imports };
  const others = imports.map((name) => `${name} ${sha256(readFileSync(path.join(folder, name)))}`);
  return { sha256: sha256([own, ...others].join("\n")), imports };
}

/** Their paths from the folder of the module, in the order of the alphabet. */
function relativeImports(entry: string, folder: string): string[] {
  try {
    const { metafile } = buildSync({
      ...{ entryPoints: [entry], absWorkingDir: folder, outdir: folder, write: false, metafile: true },
      ...{ bundle: true, packages: "external", platform: "node", format: "esm", logLevel: "silent" },
    });
    return Object.keys(metafile.inputs)
      .filter((name) => path.join(folder, name) !== entry)
      .sort();
  } catch {
    return []; // what cannot be bundled cannot be imported either, and importing it says why
  }
}
