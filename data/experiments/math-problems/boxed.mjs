// Problems of a JSONL file, answered in \boxed{} and judged by value; the last four are kept for evaluation.
import { mathTask, readMathProblems } from "forking-tokens/math";
import { fileURLToPath } from "node:url";

const file = fileURLToPath(new URL("../../problems/word-problems.jsonl", import.meta.url));
const problems = await readMathProblems(file);

export default mathTask({
  problems: { train: problems.slice(0, -4), validation: problems.slice(-4, -2), test: problems.slice(-2) },
  format: "boxed",
  maxResponseTokens: 256,
});
