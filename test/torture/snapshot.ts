import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";

/** Times and command lines, which differ from run to run. */
const TIMES = /"(rolloutSeconds|updateSeconds|seconds)": ?[\d.e-]+,?|"command": ?"[^"]*",?/g;

/** Every file below a folder with a hash of what it holds, times and command lines left out: equal for equal outcomes. */
export function snapshot(folder: string): Record<string, string> {
  const files = fs.readdirSync(folder, { recursive: true }).map(String).sort();
  return Object.fromEntries(
    files.map((name) => {
      const file = path.join(folder, name);
      if (fs.statSync(file).isDirectory()) return [name, "a folder"];
      const bytes = fs.readFileSync(file);
      const content = /\.jsonl?$/.test(name) ? bytes.toString().replace(TIMES, "") : bytes;
      return [name, createHash("sha256").update(content).digest("hex").slice(0, 16)];
    }),
  );
}

/** What differs between two snapshots, in words; "" where nothing does. */
export function difference(a: Record<string, string>, b: Record<string, string>): string {
  const names = [...new Set([...Object.keys(a), ...Object.keys(b)])].sort();
  return names
    .filter((name) => a[name] !== b[name])
    .map((name) =>
      a[name] === undefined
        ? `${name} is new`
        : b[name] === undefined
          ? `${name} is missing`
          : `${name} differs`,
    )
    .join(", ");
}
