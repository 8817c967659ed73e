// What .jupyter/kernels/tslab/kernel.json starts: builds what is missing, then runs the notebook kernel.
import path from "node:path";
import { pathToFileURL } from "node:url";
import { root } from "./build.mjs";

await import("./ensure.mjs");
await import(pathToFileURL(path.join(root, "dist/src/notebook/kernel/start.js")).href);
