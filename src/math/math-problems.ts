import { z } from "zod";
import { lineOfForm, readJsonLines } from "../files/index.js";

/** A problem put in words, and the key that answers are judged by. */
export interface MathProblem {
  question: string;
  /** LaTeX or plain; see `judgeAnswer`. */
  answer: string;
}

const answer = z.union([z.string().min(1), z.number().transform(String)]);
const lineSchema = z.union([
  z.object({ question: z.string().min(1), answer }),
  z
    .object({ prompt: z.string().min(1), answer })
    .transform(({ prompt, answer }) => ({ question: prompt, answer })),
]);

/**
 * One line of a file of problems. Throws, saying what is wanted, on anything else.
 * @example parseMathProblem({ question: "12 * 3?", answer: "36" }).answer // "36"
 */
export function parseMathProblem(value: unknown): MathProblem {
  const wanted = '{"question": text, "answer": text} or {"prompt": text, "answer": text}';
  const { question, answer } = lineOfForm(value, lineSchema, wanted);
  return { question, answer: finalAnswer(answer) };
}

/** A worked answer as GSM8K has it ends in its key: "... #### 18". */
function finalAnswer(answer: string): string {
  return answer.split("####").pop()!.trim();
}

/**
 * Reads problems from JSON lines with a "question" (or "prompt") and an "answer"; other keys are passed over.
 *
 * @throws naming file and line on a malformed line; on a file without a problem
 * @example await readMathProblems("problems.jsonl")
 */
export async function readMathProblems(file: string): Promise<MathProblem[]> {
  const problems: MathProblem[] = [];
  for await (const problem of readJsonLines(file, parseMathProblem)) problems.push(problem);
  if (problems.length === 0)
    throw new Error(`${file} holds no problem; wanted lines of {"question": text, "answer": text}`);
  return problems;
}
