// node src/bootstrap/run.mjs COMMAND [arguments]: installs and builds what is missing, then runs src/cli/COMMAND.ts.
import { existsSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { root } from "./build.mjs";
import { flagsTakenByNpm } from "./npm-flags.mjs";
import { supervise } from "./supervise.mjs";

/** Commands of long steps, which end well when they are asked to. */
const SUPERVISED = ["train", "pre-train"];

const [command] = process.argv.splice(2, 1);
const source = path.join(root, "src/cli", `${command}.ts`);
if (!existsSync(source)) throw new Error(`no command "${command}" in src/cli`);
const taken = flagsTakenByNpm(source);
if (taken.length > 0) {
  console.error(`put -- before the flags: npm run ${command} -- ${taken.join(" ")}`);
  process.exit(1);
}
await import("./ensure.mjs");
const script = path.join(root, "dist/src/cli", `${command}.js`);
if (SUPERVISED.includes(command)) supervise(script, process.argv.slice(2));
else await import(pathToFileURL(script).href);
