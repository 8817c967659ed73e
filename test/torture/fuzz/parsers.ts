import fs from "node:fs";
import path from "node:path";
import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import { parsePrompt, parseServedLine } from "../../../src/analysis/index.js";
import { readClaims } from "../../../src/claims/index.js";
import { countdownTask } from "../../../src/countdown/index.js";
import { projectPath, readJsonLines } from "../../../src/files/index.js";
import { judgeAnswer, readMathProblems } from "../../../src/math/index.js";
import { loadTokenizer, openSafetensors, type Tokenizer } from "../../../src/models/index.js";
import { openStoredModel } from "../../../src/models/stored-model.js";
import { parseNotebook, serializeNotebook } from "../../../src/notebook/nbformat.js";
import { parsePercent, printPercent } from "../../../src/notebook/pairing.js";
import { tableBundle } from "../../../src/notebook/show-table.js";
import { number, readCsv, rowOf } from "../../../src/paper/read-csv.js";
import { escapeText } from "../../../src/rendering/index.js";
import { visibleText } from "../../../src/text/index.js";
import { RunFolder, rlvrConfig } from "../../../src/training/index.js";
import { readOptimizer } from "../../../src/training/optimizer-file.js";
import { PAYLOADS } from "../../text/payloads.js";

/** Something that reads what comes from outside. */
export interface Parser {
  name: string;
  /** Inputs that it takes, from which others are made. */
  seeds(): Buffer[];
  /**
   * Reads an input, which also lies in `file`; throws an error that names the file, or a Wrong where what it gives back
   * is not as it must be.
   */
  read(input: Buffer, file: string): unknown;
  /** How the file must be called; default "input". */
  fileName?: string;
  /** Inputs that are tried before the next parser's turn; default 50. Fewer where one takes long. */
  turn?: number;
  /** Its errors say nothing of a file: there is none. */
  hasNoFile?: boolean;
}

/** Thrown where a parser accepts an input, and what it makes of it is not as it must be. */
export class Wrong extends Error {}

function must(holds: boolean, what: string): void {
  if (!holds) throw new Wrong(what);
}

const read = (...parts: string[]): Buffer => fs.readFileSync(projectPath(...parts));
const json = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));
const run = "data/runs/main/M-top-seed0";
const model = "data/models/S";

/** All finite, however deep. */
function requireFinite(value: unknown): void {
  if (typeof value === "number") must(Number.isFinite(value), `a number is ${value}`);
  else if (ArrayBuffer.isView(value))
    must((value as Float32Array).every(Number.isFinite), "numbers are not finite");
  else if (typeof value === "object" && value !== null)
    for (const inner of Object.values(value)) requireFinite(inner);
}

/** A folder with a whole model beside the input, for what is read together with it. */
function modelFolder(file: string): string {
  const folder = path.dirname(file);
  for (const name of ["config.json", "tokenizer.json", "tokenizer_config.json"])
    if (!fs.existsSync(path.join(folder, name)))
      fs.copyFileSync(projectPath(model, name), path.join(folder, name));
  return folder;
}

let tokenizer: Tokenizer | undefined;
const countdownTokenizer = (): Tokenizer => (tokenizer ??= loadTokenizer(projectPath(model)));

async function all(items: AsyncIterable<unknown>): Promise<unknown[]> {
  const list: unknown[] = [];
  for await (const item of items) list.push(item);
  return list;
}

const SAFETENSORS: Parser = {
  name: "safetensors",
  seeds: () => {
    const header = Buffer.from(
      JSON.stringify({
        __metadata__: { format: "pt" },
        a: { dtype: "F32", shape: [2, 2], data_offsets: [0, 16] },
        b: { dtype: "BF16", shape: [3], data_offsets: [16, 22] },
      }),
    );
    const length = Buffer.alloc(8);
    length.writeBigUInt64LE(BigInt(header.length));
    return [Buffer.concat([length, header, Buffer.alloc(22, 1)])];
  },
  read(_, file) {
    const reader = openSafetensors(file);
    try {
      for (const name of reader.names) {
        const size = reader.shape(name).reduce((product, n) => product * n, 1);
        if (["F32", "BF16", "F16"].includes(reader.dtype(name)))
          must(reader.read(name).length === size, `tensor ${name} has not ${size} values`);
      }
    } finally {
      reader.close();
    }
  },
};

const MODEL_FILES: readonly Parser[] = [
  {
    name: "GGUF",
    fileName: "input.gguf",
    turn: 1,
    seeds: () => [read("test/models/gguf/fixtures/llama3.gguf")],
    read(_, file) {
      const { config, reader, close } = openStoredModel(file);
      requireFinite(config);
      reader.read(reader.names[0]);
      close();
      loadTokenizer(file);
    },
  },
  {
    name: "config.json",
    fileName: "config.json",
    seeds: () => [
      read(model, "config.json"),
      json({
        ...{
          model_type: "llama",
          vocab_size: 8,
          hidden_size: 8,
          num_hidden_layers: 1,
          num_attention_heads: 2,
        },
        ...{
          num_key_value_heads: 1,
          intermediate_size: 8,
          max_position_embeddings: 64,
          eos_token_id: [1, 2],
        },
        rope_parameters: {
          rope_theta: 10000,
          rope_type: "llama3",
          factor: 8,
          original_max_position_embeddings: 32,
        },
      }),
    ],
    read(_, file) {
      const weights = path.join(path.dirname(file), "model.safetensors");
      if (!fs.existsSync(weights)) fs.copyFileSync(projectPath(model, "model.safetensors"), weights);
      const { config, close } = openStoredModel(path.dirname(file));
      close();
      requireFinite(config);
    },
  },
  ...["tokenizer.json", "tokenizer_config.json"].map(
    (name): Parser => ({
      name,
      fileName: name,
      seeds: () => [read(model, name)],
      read(_, file) {
        const { encode, decode, vocabSize } = loadTokenizer(modelFolder(file));
        must(Number.isInteger(vocabSize) && vocabSize > 0, `the vocabulary has ${vocabSize} tokens`);
        decode([0, vocabSize - 1]);
        try {
          encode("3 + 5 = 8");
        } catch (error) {
          must(/no token/.test((error as Error).message), `encode throws ${error}`);
        }
      },
    }),
  ),
];

const RUN_FILES: readonly Parser[] = [
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

const LINES: readonly Parser[] = [
  {
    name: "prompts",
    seeds: () => [
      Buffer.from(
        '{"prompt": "3 5 7 : 15 >"}\n{"tokens": [3, 4, 5]}\n{"numbers": [9, 5, 3], "target": 14}\n',
      ),
      json({ messages: [{ role: "user", content: "3 5" }] }),
    ],
    async read(_, file) {
      const limits = { tokenizer: countdownTokenizer(), longest: 64 };
      for (const { tokens } of (await all(readJsonLines(file, (value) => parsePrompt(value, limits)))) as {
        tokens: Int32Array;
      }[])
        must(tokens.length > 0 && tokens.every((id) => id >= 0 && id < 120), `tokens ${tokens}`);
    },
  },
  {
    name: "served prompts",
    seeds: () => [
      Buffer.from(
        '{"prompt": "a"}\n{"messages": [{"role": "user", "content": "b"}]}\n{"question": "1+1", "answer": "2"}\n',
      ),
    ],
    read: (_, file) =>
      all(readJsonLines(file, (value) => parseServedLine(value, { formats: ["boxed"], chat: true }))),
  },
  {
    name: "math problems",
    seeds: () => [
      Buffer.from(
        '{"question": "What is 1+1?", "answer": "2"}\n{"question": "x", "answer": "\\\\frac{1}{2}"}\n',
      ),
    ],
    read: (_, file) => readMathProblems(file),
  },
];

const NOTEBOOKS: readonly Parser[] = [
  {
    name: "notebook",
    hasNoFile: true,
    seeds: () => [
      read("test/notebook/fixtures/tour.ipynb"),
      json({ nbformat: 4, cells: [{ cell_type: "raw", source: ["a"], attachments: {} }] }),
    ],
    read(input) {
      const notebook = parseNotebook(input.toString(), "input");
      const again = parseNotebook(serializeNotebook(notebook), "again");
      must(isDeepStrictEqual(again.cells, notebook.cells), "a notebook is not read back as it was written");
      let text: string;
      try {
        text = printPercent(notebook.cells);
      } catch (error) {
        must(/cannot be written as plain text/.test((error as Error).message), `printing throws ${error}`);
        return;
      }
      must(parsePercent(text).length === notebook.cells.length, "the plain text has other cells");
    },
  },
  {
    name: "percent",
    hasNoFile: true,
    seeds: () => [
      read("test/notebook/fixtures/tour.nb.ts"),
      Buffer.from("// %% [raw]\n// ---\n\n// %%\na\r\n\r\n// %% [markdown]\n// b  \n//\n// c\n"),
    ],
    read(input) {
      const cells = parsePercent(input.toString(), "input");
      must(
        isDeepStrictEqual(parsePercent(printPercent(cells)), cells),
        "cells are not read back as they were printed",
      );
    },
  },
];

const SEEN = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u;

const TEXTS: readonly Parser[] = [
  {
    name: "answers",
    hasNoFile: true,
    seeds: () =>
      [
        "12 \\frac{3}{5}|12.6",
        "\\boxed{(1,2)}|[1, 2]",
        "50\\%|1/2",
        "3x^2+\\sqrt{2}|\\sqrt 2 + 3x^2",
        "5 m|500 cm",
        "\\{1,2\\}|1,2",
      ].map((text) => Buffer.from(text)),
    read(input) {
      const [given, key = ""] = input.toString().split("|");
      must(["right", "wrong", "unreadable"].includes(judgeAnswer(given, key).verdict), "no verdict");
    },
  },
  {
    name: "countdown answers",
    hasNoFile: true,
    seeds: () => [
      Buffer.from([12, 30, 14, 31, 19, 1]),
      Buffer.from(Array.from({ length: 40 }, (_, i) => i * 3)),
    ],
    read(input) {
      const tokens = Int32Array.from(input, (byte) => byte % 120);
      const task = countdownTask();
      const { reward, roles } = task.verify({ numbers: [9, 5, 3], target: 14 } as never, {
        tokens,
        text: () => "",
      });
      must(reward === 0 || reward === 1, `reward ${reward}`);
      must(roles === undefined || roles.length === tokens.length, "roles do not fit");
    },
  },
  {
    name: "shown text",
    hasNoFile: true,
    seeds: () => Object.values(PAYLOADS).map((text) => Buffer.from(text.slice(0, 2000))),
    read(input) {
      const text = input.toString("utf16le");
      for (const shown of [text, input.toString()].flatMap((each) => [visibleText(each), escapeText(each)]))
        must(!SEEN.test(shown), `hidden characters in ${JSON.stringify(shown)}`);
      must(!/[<>$]/.test(escapeText(text)), "markup in a label");
      const { "text/markdown": markdown } = tableBundle([{ text }, { text: input.toString() }]);
      must(markdown.split(/[\n\r\u2028]/).length === 4, "a cell breaks its row");
      must(!/(^|[^\\>])\$|\\begin|<(?!\/?span>)/.test(markdown), "markup in a table");
    },
  },
];

export const PARSERS: readonly Parser[] = [
  SAFETENSORS,
  ...MODEL_FILES,
  ...RUN_FILES,
  ...LINES,
  ...NOTEBOOKS,
  ...TEXTS,
];
