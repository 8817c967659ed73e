// Builds dist/: the TypeScript, and one bundle of the gradients and chained operations that tfjs-core
// publishes only as ES modules which Node cannot load (its own CommonJS bundle registers none of them). And the
// WebAssembly kernels, written in AssemblyScript, once with relaxed SIMD and once without. And the font for characters
// that DejaVu lacks (Chinese, Japanese, Korean), unpacked.
import { execFileSync } from "node:child_process";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { unpackWoff } from "./unpack-woff.mjs";

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
export const stamp = path.join(root, "dist/.built");

async function bundleRegistrations() {
  const outfile = path.join(root, "dist/tfjs-registrations.cjs");
  if (existsSync(outfile)) return;
  const esbuild = await import("esbuild");
  await esbuild.build({
    entryPoints: [path.join(root, "src/bootstrap/tfjs-registrations.mjs")],
    bundle: true,
    platform: "node",
    format: "cjs",
    logLevel: "warning",
    outfile,
  });
}

function unpackFont() {
  const file = path.join(root, "dist/unifontex.ttf");
  if (existsSync(file)) return;
  const packed = "node_modules/@fontsource/unifontex/files/unifontex-latin-400-normal.woff";
  writeFileSync(file, unpackWoff(readFileSync(path.join(root, packed))));
}

const KERNEL_BUILDS = { "relaxed-simd": ["--enable", "relaxed-simd"], simd: [] };
/** Inference has a memory of its own, which its threads share. */
const SHARED_MEMORY = [
  "--sharedMemory",
  "--initialMemory",
  "1",
  "--maximumMemory",
  "65536",
  "--enable",
  "threads",
];
const KERNEL_MODULES = {
  kernels: { entry: "index.ts", flags: [] },
  inference: { entry: "inference/index.ts", flags: SHARED_MEMORY },
};

function compileKernels() {
  const folder = path.join(root, "src/kernels/assembly");
  const modified = (file) => (existsSync(file) ? statSync(file).mtimeMs : 0);
  const sources = readdirSync(folder, { recursive: true });
  const newest = Math.max(...sources.map((file) => modified(path.join(folder, file))));
  for (const [module, { entry, flags }] of Object.entries(KERNEL_MODULES))
    for (const [build, buildFlags] of Object.entries(KERNEL_BUILDS)) {
      const outFile = path.join(root, `dist/${module}.${build}.wasm`);
      if (modified(outFile) > newest) continue;
      // No runtime, no static data: they work on a memory that is given to them.
      execFileSync(
        process.execPath,
        [
          ...["node_modules/assemblyscript/bin/asc.js", path.join(folder, entry), "--outFile", outFile],
          ...["--runtime", "stub", "--importMemory", "--noExportMemory", "--noAssert"],
          ...["--optimizeLevel", "3", "--enable", "simd", ...flags, ...buildFlags],
        ],
        { cwd: root, stdio: ["ignore", 2, 2] },
      );
    }
}

/** The Jupyter extension draws with the plotly.js that the project installs. */
function givePlotlyToJupyter() {
  const source = path.join(root, "node_modules/plotly.js/plotly.min.js");
  const target = path.join(root, ".jupyter/labextensions/forking-tokens-plotly/static/plotly.min.js");
  if (existsSync(target) && statSync(target).size === statSync(source).size) return;
  copyFileSync(source, target);
}

function compile() {
  execFileSync(process.execPath, ["node_modules/typescript/bin/tsc", "-p", "."], {
    cwd: root,
    stdio: ["ignore", 2, 2],
  });
}

function removeOutputsOfDeletedSources() {
  for (const folder of ["src", "test"]) {
    for (const output of readdirSync(path.join(root, "dist", folder), { recursive: true })) {
      const source = output.replace(/\.(js|d\.ts)(\.map)?$/, ".ts");
      if (source !== output && !existsSync(path.join(root, folder, source)))
        rmSync(path.join(root, "dist", folder, output));
    }
  }
}

export async function build() {
  mkdirSync(path.join(root, "dist"), { recursive: true });
  await bundleRegistrations();
  unpackFont();
  compileKernels();
  givePlotlyToJupyter();
  compile();
  removeOutputsOfDeletedSources();
  writeFileSync(stamp, "");
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await build().catch(() => {
    process.exitCode = 1;
  });
}
