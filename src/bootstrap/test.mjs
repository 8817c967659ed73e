// Runs the compiled tests: all of them, or those whose path contains one of the arguments.
import { readdirSync } from "node:fs";
import path from "node:path";
import { run } from "node:test";
import { spec } from "node:test/reporters";
import { root } from "./build.mjs";

const folder = path.join(root, "dist/test");
const wanted = process.argv.slice(2);
const files = readdirSync(folder, { recursive: true })
  .map(String)
  .filter((file) => file.endsWith(".test.js"))
  .filter((file) => wanted.length === 0 || wanted.some((part) => file.includes(part)))
  .sort()
  .map((file) => path.join(folder, file));

if (files.length === 0) {
  console.error(`no test file matches ${wanted.map((part) => `"${part}"`).join(", ")} below test/`);
  process.exit(1);
}
process.chdir(root);
run({ files, concurrency: 2 })
  .on("test:fail", () => {
    process.exitCode = 1;
  })
  .compose(new spec())
  .pipe(process.stdout);
