import fs from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { z } from "zod";
import { readClaims } from "../../../../src/claims/index.js";
import { projectPath } from "../../../../src/files/index.js";
import { number, readCsv, rowOf } from "../../../../src/paper/read-csv.js";
import { packedContents, readPackedRuns, unpackedFiles } from "../../../../src/study/results/packed-runs.js";
import { toColumns } from "../../../../src/study/results/run-columns.js";
import { RunFolder, rlvrConfig } from "../../../../src/training/index.js";
import { readOptimizer } from "../../../../src/training/optimizer-file.js";
import { json, must, type Parser, read, requireFinite } from "./parser.js";

const runs = projectPath("data/runs");
const packed = () => readPackedRuns(runs, "main").find(({ name }) => name === "M-top-seed0")!;
const recorded = () => unpackedFiles(packed());

export const RUN_FILES: readonly Parser[] = [
  {
    name: "run.json",
    fileName: "run.json",
    seeds: () => [Buffer.from(recorded()["run.json"])],
    read(_, file) {
      const record = new RunFolder(path.dirname(file)).record()!;
      must(Number.isInteger(record.step) && record.step >= 0, `${record.step} steps`);
    },
  },
  {
    name: "metrics.jsonl",
    fileName: "metrics.jsonl",
    seeds: () => [Buffer.from(recorded()["metrics.jsonl"].split("\n").slice(0, 3).join("\n"))],
    read(_, file) {
      for (const line of new RunFolder(path.dirname(file)).metrics()) requireFinite(line);
    },
  },
  {
    name: "packed runs",
    turn: 50,
    seeds: () => {
      const lines = packedContents(packed()).metrics().slice(0, 3);
      return [json([{ ...packed(), ...toColumns(lines as unknown as Record<string, unknown>[]) }])];
    },
    read(input, file) {
      const folder = path.dirname(file);
      fs.writeFileSync(path.join(folder, "packed.json.gz"), gzipSync(input, { level: 1 }));
      for (const run of readPackedRuns(folder, "packed")) packedContents(run).metrics();
    },
  },
  {
    name: "optimizer.json",
    fileName: "optimizer.json",
    seeds: () => [
      json({ step: 2, updates: 4, firstMoments: ["AACAPwAAAEA="], secondMoments: ["AACAPwAAAEA="] }),
    ],
    read: (_, file) => requireFinite(readOptimizer(path.dirname(file))),
  },
  {
    name: "configuration",
    hasNoFile: true,
    seeds: () => [json(packed().record.config), json({ base: "b" })],
    read(input) {
      requireFinite(rlvrConfig(JSON.parse(input.toString())));
    },
  },
  {
    name: "claims.json",
    seeds: () => [
      read("data/claims.json").subarray(0, 4000),
      json(JSON.parse(read("data/claims.json").toString()).slice(0, 2)),
    ],
    read: (_, file) => requireFinite(readClaims(file)),
  },
  {
    name: "table",
    seeds: () => [Buffer.from("a,b,source,trust,note\n1,x,Table 1,high,\n2,y,Table 2,medium,read off\n")],
    read: (_, file) => requireFinite(readCsv(file, rowOf({ a: number, b: z.string() }))),
  },
];
