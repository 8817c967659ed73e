// Builds dist/: the TypeScript, and one bundle of the gradients and chained operations that tfjs-core
// publishes only as ES modules which Node cannot load (its own CommonJS bundle registers none of them).
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

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

function compile() {
  execFileSync(process.execPath, ["node_modules/typescript/bin/tsc", "-p", "."], {
    cwd: root,
    stdio: ["ignore", 2, 2],
  });
}

export async function build() {
  mkdirSync(path.join(root, "dist"), { recursive: true });
  await bundleRegistrations();
  compile();
  writeFileSync(stamp, "");
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await build().catch(() => {
    process.exitCode = 1;
  });
}
