// npm takes flags that stand before -- for itself, and passes them on as npm_config_* in the environment.
import { readFileSync } from "node:fs";

/** Flags of ours that npm has too: they may come from its own settings. */
const OWN_OF_NPM = ["browser", "json", "name", "only", "version"];

/** The flags of a command that npm took, as its source declares them: ["--list", "--base <folder>"]. */
export function flagsTakenByNpm(source, environment = process.env) {
  const declared = readFileSync(source, "utf8").matchAll(/"(--(?:no-)?([a-z-]+)(?: <[^>]+>)?)"/g);
  const flagOf = new Map(Array.from(declared, ([, flag, name]) => [name, flag]));
  return [...flagOf]
    .filter(([name]) => !OWN_OF_NPM.includes(name))
    .filter(([name]) => environment[`npm_config_${name.replaceAll("-", "_")}`] !== undefined)
    .map(([, flag]) => flag);
}
