import { quote } from "../text/index.js";
import type { AnswerToken } from "./answer-tokens.js";
import { Fraction, type Rational } from "./fraction.js";
import { Unreadable } from "./unreadable.js";

/** A formula as a tree. */
export type Expression =
  | { op: "number"; value: Rational }
  | { op: "symbol"; name: string }
  | { op: "pi" }
  | { op: "+" | "*" | "/" | "^"; of: [Expression, Expression] }
  | { op: "root"; degree: number; of: [Expression] }
  | { op: "-" | "abs" | "!" | "sin" | "cos" | "tan" | "ln" | "log"; of: [Expression] };

const FUNCTIONS = ["sin", "cos", "tan", "ln", "log"] as const;
const SYMBOLS = /^\\(infty|alpha|beta|gamma|delta|theta|lambda|mu|phi|rho|sigma|omega|varphi)$/;

/**
 * Reads a formula from the front of `tokens` and leaves what follows it (a unit, a comma).
 *
 * Refused, because they have two meanings: 1/2x, 2\frac{3}{2}, two numbers side by side.
 *
 * @throws Unreadable, saying why
 */
export function takeExpression(tokens: AnswerToken[]): Expression {
  let left = takeProduct(tokens);
  for (;;) {
    if (takeSign(tokens, "+")) left = { op: "+", of: [left, takeProduct(tokens)] };
    else if (takeSign(tokens, "-")) left = { op: "+", of: [left, { op: "-", of: [takeProduct(tokens)] }] };
    else return left;
  }
}

export function takeSign(tokens: AnswerToken[], ...signs: string[]): string | undefined {
  const first = tokens[0];
  if (first?.type !== "sign" || !signs.includes(first.text)) return undefined;
  tokens.shift();
  return first.text;
}

function takeProduct(tokens: AnswerToken[]): Expression {
  let left = takeSigned(tokens);
  for (let slash = false; ; ) {
    if (takeSign(tokens, "*")) left = { op: "*", of: [left, takeSigned(tokens)] };
    else if (tokens[0]?.text === "/" && tokens[1]?.type !== "word") {
      tokens.shift();
      left = { op: "/", of: [left, takeSigned(tokens)] };
      slash = true;
    } else if (startsFactor(tokens[0])) {
      if (slash) throw new Unreadable("a/bc may mean (a/b)c or a/(bc)");
      if (tokens[0].type === "number") throw new Unreadable("two numbers stand side by side");
      left = { op: "*", of: [left, takePower(tokens)] };
    } else return left;
  }
}

function startsFactor(token: AnswerToken | undefined): token is AnswerToken {
  if (!token || token.type === "word") return false;
  if (token.type !== "sign") return true;
  return (
    ["(", "{", "\\frac", "\\sqrt", "\\pi"].includes(token.text) || named(token) || SYMBOLS.test(token.text)
  );
}

const named = ({ text }: AnswerToken): boolean => FUNCTIONS.some((name) => text === `\\${name}`);

function takeSigned(tokens: AnswerToken[]): Expression {
  if (takeSign(tokens, "-")) return { op: "-", of: [takeSigned(tokens)] };
  if (takeSign(tokens, "+")) return takeSigned(tokens);
  return takePower(tokens);
}

function takePower(tokens: AnswerToken[]): Expression {
  let base = takeAtom(tokens);
  for (;;) {
    if (takeSign(tokens, "!")) base = { op: "!", of: [base] };
    else if (tokens[0]?.text === "^") {
      tokens.shift();
      const minus = takeSign(tokens, "-");
      const exponent = takeAtom(tokens);
      base = { op: "^", of: [base, minus ? { op: "-", of: [exponent] } : exponent] };
    } else return base;
  }
}

function takeAtom(tokens: AnswerToken[]): Expression {
  const token = tokens.shift();
  if (!token) throw new Unreadable("the formula ends where a number was awaited");
  if (token.type === "number") return takeMixedNumber(token.value, tokens);
  if (token.type === "letter") return { op: "symbol", name: token.text + takeIndex(tokens) };
  if (token.type === "word") throw new Unreadable(`the word ${quote(token.text)} stands in a formula`);
  const { text } = token;
  if (text === "\\pi") return { op: "pi" };
  if (SYMBOLS.test(text)) return { op: "symbol", name: text + takeIndex(tokens) };
  if (text === "(" || text === "{") return takeUntil(tokens, text === "(" ? ")" : "}");
  if (text === "|") return { op: "abs", of: [takeUntil(tokens, "|")] };
  if (text === "\\frac") return { op: "/", of: [takeArgument(tokens), takeArgument(tokens)] };
  if (text === "\\sqrt") return takeRoot(tokens);
  const name = FUNCTIONS.find((name) => text === `\\${name}`);
  if (name) return { op: name, of: [takePower(tokens)] };
  throw new Unreadable(`${quote(text)} stands where a number was awaited`);
}

function takeUntil(tokens: AnswerToken[], close: string): Expression {
  const inner = takeExpression(tokens);
  if (!takeSign(tokens, close)) throw new Unreadable(`a bracket is not closed by ${quote(close)}`);
  return inner;
}

/** The index of a variable: _1, _{12}. */
function takeIndex(tokens: AnswerToken[]): string {
  if (!takeSign(tokens, "_")) return "";
  const braced = takeSign(tokens, "{");
  const index = tokens.shift();
  if (!index || index.type === "sign" || (braced && !takeSign(tokens, "}")))
    throw new Unreadable("an index is neither a number nor a letter");
  return `_${index.text}`;
}

/** An argument of \frac or \sqrt: a group, or a single digit or letter (\frac12). */
function takeArgument(tokens: AnswerToken[]): Expression {
  const token = tokens[0];
  if (token?.type !== "number") return takeAtom(tokens);
  const [digit, ...rest] = token.text;
  if (!/^\d+$/.test(token.text))
    throw new Unreadable(`${quote(token.text)} stands where one digit was awaited`);
  tokens.shift();
  if (rest.length > 0) {
    const text = rest.join("");
    tokens.unshift({ type: "number", text, value: new Fraction(text), grouped: false });
  }
  return { op: "number", value: new Fraction(digit) };
}

function takeRoot(tokens: AnswerToken[]): Expression {
  let degree = 2;
  if (takeSign(tokens, "[")) {
    const number = tokens.shift();
    if (number?.type !== "number" || !/^[2-9]$/.test(number.text) || !takeSign(tokens, "]"))
      throw new Unreadable("the degree of a root is no digit from 2 to 9");
    degree = Number(number.text);
  }
  return { op: "root", degree, of: [takeArgument(tokens)] };
}

/** A number, or a whole number and a proper fraction: 12\frac{3}{5}, 12 3/5. */
function takeMixedNumber(whole: Rational, tokens: AnswerToken[]): Expression {
  const rest = [...tokens];
  const fraction = whole.d === 1n ? takeFractionOfDigits(rest) : undefined;
  if (!fraction) return { op: "number", value: whole };
  if (fraction.compare(1) >= 0)
    throw new Unreadable("a number with a fraction above 1 may be a sum or a product");
  tokens.splice(0, tokens.length, ...rest);
  return { op: "number", value: whole.add(fraction) };
}

/** \frac{3}{5} or 3/5 of whole numbers. */
function takeFractionOfDigits(tokens: AnswerToken[]): Rational | undefined {
  let parts: Expression[];
  if (takeSign(tokens, "\\frac")) parts = [takeArgument(tokens), takeArgument(tokens)];
  else if (tokens[0]?.type === "number" && tokens[1]?.text === "/" && tokens[2]?.type === "number")
    parts = tokens
      .splice(0, 3)
      .flatMap((token) => (token.type === "number" ? [{ op: "number", value: token.value }] : []));
  else return undefined;
  const [above, below] = parts.map((part) => (part.op === "number" ? part.value : undefined));
  return above?.d === 1n && below?.d === 1n && below.compare(0) > 0 ? above.div(below) : undefined;
}
