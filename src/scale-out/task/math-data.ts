import { readMathProblems } from "../../math/index.js";
import type { RlvrConfig } from "../../training/index.js";
import { type MathRow, type MathVerdict, mathVerdict } from "./math-verdict.js";

/** The paper's prompt around a question (its appendix). */
export function paperPrompt(question: string): string {
  return `User:\n${question}\nPlease reason step by step, and put your final answer within \\boxed{}.\n\nAssistant:\n`;
}

/**
 * Problems of a file (see `readMathProblems`) with their prompts.
 * @example (await readMathRows("problems.jsonl")).length
 */
export async function readMathRows(file: string): Promise<MathRow[]> {
  const problems = await readMathProblems(file);
  return problems.map(({ question, answer }) => ({ prompt: paperPrompt(question), question, answer }));
}

/** One line of a math folder's verdicts.jsonl. */
export interface GoldenMathVerdict {
  row: Pick<MathRow, "answer">;
  response: { text: string };
  verdict: MathVerdict;
}

/** Answers in many spellings, some of the same value, some without a meaning. */
const ANSWERS = [
  ...[
    "7",
    "-7",
    "7.0",
    "14/2",
    "\\frac{14}{2}",
    "\\sqrt{49}",
    "0.5",
    "\\frac12",
    "1/2",
    "50\\%",
    "\\tfrac{1}{2}",
  ],
  ...[
    "1,000",
    "1000",
    "10^3",
    "\\$1000",
    "3.14",
    "\\pi",
    "2\\pi",
    "\\frac{2\\pi}{1}",
    "12\\text{ cm}",
    "0.12 m",
  ],
  ...[
    "(1, 2)",
    "(2, 1)",
    "\\{1, 2\\}",
    "1, 2",
    "[0, \\infty)",
    "x = 5",
    "5",
    "2x + 1",
    "1 + 2x",
    "7:30",
    "\\text{even}",
  ],
  ...["1 and", "\\frac{1}{0}", "9^{9^9}", "?", "5m", "30^\\circ", "30"],
];

/** Verdicts of our verifier on every answer against every key, and on responses without one answer. */
export function goldenMathVerdicts({
  maxNewTokens: maxTokens,
}: Pick<RlvrConfig, "maxNewTokens">): GoldenMathVerdict[] {
  const responses = [
    ...ANSWERS.map((answer) => `So the value is \\boxed{${answer}}.`),
    "It is 7.",
    "\\boxed{7} or rather \\boxed{8}",
    "<think> \\boxed{7}",
  ];
  const judged = (answer: string, text: string): GoldenMathVerdict => ({
    row: { answer },
    response: { text },
    verdict: mathVerdict({ answer }, { text, maxTokens }),
  });
  return ANSWERS.flatMap((answer) => responses.map((text) => judged(answer, text)));
}
