import type { MathProblem } from "../../math/index.js";
// not through the index, which reads files too: this file is bundled for engines without a file system
import { mathTask } from "../../math/math-task.js";

/** A problem in words as a launch folder's data holds it. */
export type MathRow = Pick<MathProblem, "question" | "answer"> & { prompt: string };

export interface MathVerdict {
  reward: number;
  /** As the math task names them: "right", "wrong", "unreadable", "out-of-budget". */
  outcome: string;
}

/**
 * What the math task says of a response that ends with its answer in \\boxed{}. This file is what launch folders bundle,
 * so that engines run this very code.
 * @param response its length in tokens where that is known; one of `maxTokens` is taken as cut off
 */
export function mathVerdict(
  { answer }: Pick<MathRow, "answer">,
  { text, length = 0, maxTokens }: { text: string; length?: number; maxTokens: number },
): MathVerdict {
  const task = mathTask({ problems: {}, maxResponseTokens: maxTokens });
  const response = { tokens: new Int32Array(length), text: () => text };
  const { reward, outcome } = task.verify({ question: "", answer }, response);
  return { reward, outcome };
}
