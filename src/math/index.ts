export type { Answer } from "./answer.js";
export { ANSWER_FORMATS, type AnswerFormat, type FormattedAnswer } from "./answer-formats.js";
export { type AnsweredProblem, type FormatCompliance, formatCompliance } from "./format-compliance.js";
export { type FormatTaskOptions, formatTask } from "./format-task.js";
export { type Judgment, judgeAnswer } from "./judge-answer.js";
export { type MathProblem, parseMathProblem, readMathProblems } from "./math-problems.js";
export { type MathTaskOptions, mathTask } from "./math-task.js";
export { wordProblems } from "./word-problems.js";
