// Installs the packages and builds dist/ where either is missing or older than its source.
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { build, root, stamp } from "./build.mjs";

const modified = (file) => (existsSync(file) ? statSync(file).mtimeMs : 0);

function newestBelow(folder) {
  let newest = 0;
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isFile())
      newest = Math.max(newest, modified(path.join(entry.parentPath ?? entry.path, entry.name)));
  }
  return newest;
}

const lockFile = path.join(root, "package-lock.json");
const lock = readFileSync(lockFile, "utf8");
// A copy of the lock file that was installed: git touches the file also where its text stays the same.
const installedLock = path.join(root, "node_modules/.installed-lock.json");
const isKnown = existsSync(installedLock) && readFileSync(installedLock, "utf8") === lock;
const installed = modified(path.join(root, "node_modules/.package-lock.json"));
if (installed === 0 || (installed < modified(lockFile) && !isKnown)) {
  console.error("Installing packages (npm ci) ...");
  const npm = process.platform === "win32" ? "npm.cmd" : "npm";
  execFileSync(npm, ["ci", "--no-audit", "--no-fund", "--loglevel=error"], {
    cwd: root,
    stdio: ["ignore", process.stderr, process.stderr],
    shell: process.platform === "win32",
  });
}

const sources = Math.max(
  newestBelow(path.join(root, "src")),
  newestBelow(path.join(root, "test")),
  modified(path.join(root, "tsconfig.json")),
  modified(path.join(root, "node_modules/.package-lock.json")),
);
if (modified(stamp) < sources) {
  console.error("Building dist/ ...");
  await build().catch(() => process.exit(1));
  writeFileSync(installedLock, lock);
}
