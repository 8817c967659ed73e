// node src/bootstrap/run.mjs COMMAND [arguments]: installs and builds what is missing, then runs src/cli/COMMAND.ts.
import { existsSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { root } from "./build.mjs";
import { supervise } from "./supervise.mjs";

/** Commands of long steps, which end well when they are asked to. */
const SUPERVISED = ["train", "pre-train"];

await import("./ensure.mjs");
const [command] = process.argv.splice(2, 1);
const script = path.join(root, "dist/src/cli", `${command}.js`);
if (!existsSync(script)) throw new Error(`no command "${command}" in src/cli`);
if (SUPERVISED.includes(command)) supervise(script, process.argv.slice(2));
else await import(pathToFileURL(script).href);
