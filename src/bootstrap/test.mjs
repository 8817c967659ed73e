// Runs the compiled tests: all of them, or those whose path contains one of the arguments.
import { readdirSync } from "node:fs";
import path from "node:path";
import { run } from "node:test";
import { spec } from "node:test/reporters";
import { root } from "./build.mjs";

const USAGE = `Usage: npm test -- [parts...]

Run the tests whose path contains one of the parts, such as test/text or cli/measure; all of them without one.`;

/** A compiled test is meant by its own path and by that of its source. */
function pathsOf(file) {
  return [file, file.replace(/^dist\/(.*)\.js$/, "$1.ts")];
}

const wanted = process.argv.slice(2);
if (wanted.some((part) => ["--help", "-h"].includes(part))) {
  console.log(USAGE);
  process.exit();
}
const files = readdirSync(path.join(root, "dist/test"), { recursive: true })
  .map((file) => `dist/test/${file.replaceAll(path.sep, "/")}`)
  .filter((file) => file.endsWith(".test.js"))
  .filter(
    (file) => wanted.length === 0 || wanted.some((part) => pathsOf(file).some((own) => own.includes(part))),
  )
  .sort()
  .map((file) => path.join(root, file));

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
