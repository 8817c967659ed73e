import path from "node:path";
import { z } from "zod";
import { readClaims } from "../../../../src/claims/index.js";
import { number, readCsv, rowOf } from "../../../../src/paper/read-csv.js";
import { RunFolder, rlvrConfig } from "../../../../src/training/index.js";
import { readOptimizer } from "../../../../src/training/optimizer-file.js";
import { json, must, type Parser, read, requireFinite } from "./parser.js";

const run = "data/runs/main/M-top-seed0";

export const RUN_FILES: readonly Parser[] = [
  {
    name: "run.json",
    fileName: "run.json",
    seeds: () => [read(run, "run.json")],
    read(_, file) {
      const record = new RunFolder(path.dirname(file)).record()!;
      must(Number.isInteger(record.step) && record.step >= 0, `${record.step} steps`);
    },
  },
  {
    name: "metrics.jsonl",
    fileName: "metrics.jsonl",
    seeds: () => [Buffer.from(read(run, "metrics.jsonl").toString().split("\n").slice(0, 3).join("\n"))],
    read(_, file) {
      for (const line of new RunFolder(path.dirname(file)).metrics()) requireFinite(line);
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
    seeds: () => [json(JSON.parse(read(run, "run.json").toString()).config), json({ base: "b" })],
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
