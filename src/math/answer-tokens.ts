import { quote } from "../text/index.js";
import { Fraction, type Rational } from "./fraction.js";
import { isUnitWord } from "./units.js";
import { Unreadable } from "./unreadable.js";

/**
 * A piece of an answer. A "sign" is an operator, a bracket or a LaTeX command; a "letter" a variable; a "word" text
 * such as a unit. `grouped` numbers are written with commas between thousands.
 */
export type AnswerToken =
  | { type: "number"; text: string; value: Rational; grouped: boolean }
  | { type: "letter" | "word" | "sign"; text: string };

/** What is written in more than one way is first written in one. */
const SPELLINGS: [RegExp, string][] = [
  [/[−–]/g, "-"],
  [/[×·⋅∙]|\\(?:cdot|times|ast)(?![a-zA-Z])/g, "*"],
  [/[÷⁄]|\\div(?![a-zA-Z])/g, "/"],
  [/π/g, "\\pi "],
  [/∞/g, "\\infty "],
  [/√/g, "\\sqrt "],
  [/±/g, "\\pm "],
  [/∪/g, "\\cup "],
  [/\^\s*\{?\s*\\circ\s*\}?|\\degree(?![a-zA-Z])|º/g, "°"],
  [/²/g, "^2"],
  [/³/g, "^3"],
  [/\\[dtc]frac(?![a-zA-Z])/g, "\\frac"],
  [/\\lbrace(?![a-zA-Z])/g, "\\{"],
  [/\\rbrace(?![a-zA-Z])/g, "\\}"],
  [/\\(?:left|right|[bB]igg?[lr]?|displaystyle)(?![a-zA-Z])/g, " "],
];

/** One sign for a fraction: ½ is 1⁄2 to Unicode. */
const FRACTION_SIGN = /[¼-¾⅐-⅞]/g;

const NUMBER =
  /(?:\d*\.\d*\\overline\{\d+\}|(?<![\^_]\s*)[1-9]\d{0,2}(?:[ \u00a0\u2009\u202f]\d{3})+(?![\d,]|\s*\/)(?:\.\d+)?|[1-9]\d{0,2}(?:(?:,|\{,\}|,\\!|\\,|\\ )\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?/y;
const TEXT = /\\(?:text(?:bf|it|rm|sf|tt|normal)?|math(?:rm|bf|it|sf)|mbox|operatorname)\s*\{([^{}]*)\}/y;
const SPACE = /(?:\s|~|\\[,;:!> ]|\\q?quad(?![a-zA-Z])|\\phantom\{[^{}]*\})+/y;
const COMMAND = /\\[a-zA-Z]+|\\[{}%$]/y;
const LETTERS = /[A-Za-z]+/y;
const WORD = /[A-Za-z]+(?:['’-][A-Za-z]+)*\.?/y;
const SIGN = /[-+*/^_=()[\]{}|,;:%!<>°$€£.]/y;

/** Two letters that are no product of variables. */
const SHORT_WORDS = "an as at be by if is it no of on or so to we".split(" ");
const NAMED_FUNCTIONS = ["sin", "cos", "tan", "ln", "log", "sqrt", "pi"];

/**
 * Splits an answer, in LaTeX or plain, into tokens.
 *
 * @param options letters: "variables" reads up to two letters outside \text{} as variables, unless they name a unit
 * (cm); "words" reads all of them as words
 * @throws Unreadable on a sign that no answer is made of
 */
export function answerTokens(
  text: string,
  { letters = "variables" }: { letters?: "variables" | "words" } = {},
): AnswerToken[] {
  let source = text.replace(FRACTION_SIGN, (sign) => {
    const [above, below] = sign.normalize("NFKD").split("⁄");
    return `\\frac{${above}}{${below}}`;
  });
  for (const [spelling, one] of SPELLINGS) source = source.replace(spelling, one);
  // Dollar signs in pairs are brackets of mathematics, a single one is money.
  if ((source.match(/(?<!\\)\$/g)?.length ?? 0) % 2 === 0) source = source.replace(/(?<!\\)\$/g, " ");
  return scan(source, letters);
}

function scan(source: string, letters: "variables" | "words"): AnswerToken[] {
  const forms: [RegExp, (found: RegExpExecArray) => AnswerToken[]][] = [
    [SPACE, () => []],
    [TEXT, ([, inner]) => scan(inner, "words")],
    [NUMBER, ([text]) => [numberToken(text)]],
    [COMMAND, ([text]) => [{ type: "sign", text: plainSign(text) }]],
    letters === "words"
      ? [WORD, ([text]) => [{ type: "word", text: text.replace(/\.$/, "") }]]
      : [LETTERS, ([text]) => letterTokens(text)],
    [SIGN, ([text]) => [{ type: "sign", text }]],
  ];
  const tokens: AnswerToken[] = [];
  for (let at = 0; at < source.length; ) {
    const start = at;
    for (const [form, read] of forms) {
      form.lastIndex = at;
      const found = form.exec(source);
      if (!found) continue;
      tokens.push(...read(found));
      at += found[0].length;
      break;
    }
    if (at === start) throw new Unreadable(`no answer is written with ${quote(source[at])}`);
  }
  return tokens;
}

function plainSign(command: string): string {
  return command === "\\%" || command === "\\$" ? command.slice(1) : command;
}

function letterTokens(run: string): AnswerToken[] {
  if (NAMED_FUNCTIONS.includes(run)) return [{ type: "sign", text: `\\${run}` }];
  if (run.length > 2 || SHORT_WORDS.includes(run) || (run.length === 2 && isUnitWord(run)))
    return [{ type: "word", text: run }];
  return Array.from(run, (text) => ({ type: "letter", text }));
}

function numberToken(text: string): AnswerToken {
  const [, digits, repeated = "", exponent = "0"] = /^(.*?)(?:\\overline\{(\d+)\})?(?:[eE]([+-]?\d+))?$/.exec(
    text,
  )!;
  if (Math.abs(Number(exponent)) > 300) throw new Unreadable(`${quote(text)} is too large`);
  const plain = digits.replace(/\{,\}|,\\!|,|\\,|\\ |\s/g, "");
  const written = repeated ? `${plain}(${repeated})` : plain;
  const value = new Fraction(written).mul(new Fraction(10).pow(Number(exponent))!);
  return { type: "number", text, value, grouped: digits.includes(",") };
}
