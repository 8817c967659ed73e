import { parsePrompt, parseServedLine } from "../../../../src/analysis/index.js";
import { projectPath, readJsonLines } from "../../../../src/files/index.js";
import { readMathProblems } from "../../../../src/math/index.js";
import { loadTokenizer, type Tokenizer } from "../../../../src/models/index.js";
import { json, MODEL, must, type Parser } from "./parser.js";

let tokenizer: Tokenizer | undefined;
const countdownTokenizer = (): Tokenizer => (tokenizer ??= loadTokenizer(projectPath(MODEL)));

async function all(items: AsyncIterable<unknown>): Promise<unknown[]> {
  const list: unknown[] = [];
  for await (const item of items) list.push(item);
  return list;
}

export const LINES: readonly Parser[] = [
  {
    name: "prompts",
    turn: 100,
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
    turn: 100,
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
