import { quote } from "../text/index.js";
import { type AnswerToken, answerTokens } from "./answer-tokens.js";
import { boxes } from "./boxes.js";
import { equalExpressions, exactValue } from "./evaluate.js";
import { type Expression, takeExpression, takeSign } from "./expression.js";
import { Fraction, type Rational } from "./fraction.js";
import { takeCurrency, takeUnit, type Unit } from "./units.js";
import { Unreadable } from "./unreadable.js";

/**
 * What an answer says. A list without brackets, or in braces, has no order; one in ( ) or [ ] (a point, an interval)
 * or with ":" between its entries (a ratio) has.
 */
export type Answer =
  | { kind: "quantity"; value: Expression; unit?: Unit }
  | { kind: "time"; minutes: number; half?: "am" | "pm" }
  | { kind: "list"; brackets: string; entries: Answer[] }
  | { kind: "text"; text: string };

/** What a longer answer would mean is no question of reading a number. */
const LONGEST = 1000;
const CLOSING: Record<string, string> = { "(": ")", "[": "]", "\\{": "\\}" };

/**
 * Reads the text of an answer, in LaTeX or plain.
 *
 * @param options letters: as in `answerTokens`
 * @throws Unreadable where the text has no one meaning
 * @example readAnswer("12\\frac{3}{5}\\text{ cm}") // a quantity: 63/5, in centimeters
 */
export function readAnswer(text: string, options: { letters?: "variables" | "words" } = {}): Answer {
  if (text.length > LONGEST) throw new Unreadable(`an answer of ${text.length} characters is not read`);
  const bare = withoutWrapping(text);
  const isProse = /^[A-Za-z .'’-]+$/.test(bare) && /(?!and\b)\b[A-Za-z]{3,}/.test(bare);
  return readTime(bare) ?? readTokens(answerTokens(bare, isProse ? { letters: "words" } : options), bare);
}

/** Takes off what only sets an answer apart: $ $, \( \), \boxed{ }, ** **, a full stop. */
function withoutWrapping(text: string): string {
  let bare = text.trim();
  for (;;) {
    const inner =
      /^\*\*([^*]+)\*\*$/s.exec(bare) ??
      /^\\\(((?:(?!\\\)).)*)\\\)$/s.exec(bare) ??
      /^\\\[((?:(?!\\\]).)*)\\\]$/s.exec(bare) ??
      /^(\$\$?)([^$]+)\1$/s.exec(bare) ??
      (/[ap]\.m\.$/.test(bare) ? null : /^(.+)\.$/s.exec(bare));
    const [box] = boxes(bare);
    if (!inner && bare !== `\\boxed{${box}}`) return bare;
    bare = (inner ? inner[inner.length - 1] : box).trim();
  }
}

function readTime(text: string): Answer | undefined {
  const plain = text
    .replace(/\\(?:text|mathrm|mbox)\s*\{([^{}]*)\}/g, "$1")
    .replace(/\\[,;:! ]|~/g, " ")
    .trim();
  const found = /^(\d{1,2})(?::(\d{2}))?\s*(?:([ap])\.?\s?m\.?)?$/i.exec(plain);
  if (!found || (!found[2] && !found[3])) return undefined;
  const [hours, minutes] = [Number(found[1]), Number(found[2] ?? 0)];
  const half = found[3] && (`${found[3].toLowerCase()}m` as "am" | "pm");
  if (minutes > 59 || hours > 23 || (half && (hours < 1 || hours > 12))) {
    if (half) throw new Unreadable(`${quote(plain)} is no time of day`);
    return undefined;
  }
  const hour = half ? (hours % 12) + (half === "pm" ? 12 : 0) : hours;
  return { kind: "time", minutes: 60 * hour + minutes, half: half || undefined };
}

function readTokens(tokens: AnswerToken[], text: string): Answer {
  if (tokens.length === 0) throw new Unreadable("the answer is empty");
  const bothSigns = tokens.findIndex(({ text }) => text === "\\pm");
  if (bothSigns >= 0) {
    const entries = ["+", "-"].map((sign) =>
      readTokens(
        tokens.map((token, i) => (i === bothSigns ? { type: "sign", text: sign } : token)),
        text,
      ),
    );
    return { kind: "list", brackets: "", entries };
  }
  const sides = split(tokens, ({ text }) => text === "=");
  if (sides.length > 1) return readEquation(sides, text);
  if (tokens[0].type === "letter" && tokens[1]?.text === "\\in") return readTokens(tokens.slice(2), text);
  const united = split(tokens, ({ text }) => text === "\\cup");
  if (united.length > 1)
    return { kind: "list", brackets: "\\cup", entries: united.map((part) => readTokens(part, text)) };
  const bracketed = readBrackets(tokens, text);
  if (bracketed) return bracketed;
  const isComma = ({ type, text }: AnswerToken): boolean =>
    type === "word" ? /^(and|or)$/i.test(text) : text === "," || text === ";";
  if (tokens.every(({ type, text }) => type === "word" || "()".includes(text))) return readText(tokens);
  const listed = split(tokens, isComma).filter((part) => part.length > 0);
  if (listed.length > 1) {
    const entries = listed.map((part) => readTokens(part, text));
    const isWord = (entry: Answer): boolean => entry.kind === "text" && entry.text.length > 1;
    if (entries.some(isWord) && !entries.every(isWord))
      throw new Unreadable(`${quote(text)} lists both values and words`);
    return sumOfParts(entries) ?? { kind: "list", brackets: "", entries };
  }
  const ratio = split(tokens, ({ text }) => text === ":");
  if (ratio.length > 1)
    return { kind: "list", brackets: ":", entries: ratio.map((part) => readTokens(part, text)) };
  return readQuantity(tokens);
}

/** "x = 5", "f(x) = 2x", "2 + 3 = 5": what stands right of a name, where all of it says the same. */
function readEquation(sides: AnswerToken[][], text: string): Answer {
  const isName = (side: AnswerToken[]): boolean =>
    /^(l(_(n|l)|_\{(n|l)\})?(\(l\))?|w|\\[a-z]+)$/.test(outline(side));
  const values = isName(sides[0]) ? sides.slice(1) : sides;
  const answers = values.map((side) => readTokens(side, text));
  const [first, ...others] = answers;
  const isSame = (other: Answer): boolean =>
    first.kind === "quantity" && other.kind === "quantity" && equalExpressions(first.value, other.value);
  if (!others.every(isSame)) throw new Unreadable(`${quote(text)} is an equation, not a value`);
  return answers[answers.length - 1];
}

const outline = (tokens: AnswerToken[]): string =>
  tokens.map(({ type, text }) => (type === "sign" ? text : type[0])).join("");

/** (a, b), [a, b), \{a, b\}: brackets around entries, closed by the last token. */
function readBrackets(tokens: AnswerToken[], text: string): Answer | undefined {
  const open = tokens[0].text;
  if (tokens[0].type !== "sign" || !(open in CLOSING) || closingPlace(tokens) !== tokens.length - 1)
    return undefined;
  const close = tokens[tokens.length - 1].text;
  const inside = tokens.slice(1, -1);
  const parts = split(inside, ({ text }) => text === "," || text === ";");
  if (inside.some((token) => token.type === "number" && token.grouped))
    throw new Unreadable("a comma in brackets may part thousands or entries");
  if (parts.length === 1 && open === "(") return undefined;
  const entries = parts.map((part) => readTokens(part, text));
  if (open === "\\{" && close === "\\}")
    return entries.length === 1 ? entries[0] : { kind: "list", brackets: "", entries };
  if (open === "\\{" || close === "\\}" || entries.length === 1)
    throw new Unreadable(`${quote(text)} has brackets that belong to no list`);
  return { kind: "list", brackets: open + close, entries };
}

function closingPlace(tokens: readonly AnswerToken[]): number {
  let depth = 0;
  return tokens.findIndex((token) => {
    depth += nesting(token);
    return depth === 0;
  });
}

function nesting({ type, text }: AnswerToken): number {
  if (type !== "sign") return 0;
  return ["(", "[", "{", "\\{"].includes(text) ? 1 : [")", "]", "}", "\\}"].includes(text) ? -1 : 0;
}

/** Parts between separators that stand in no brackets. */
function split(tokens: readonly AnswerToken[], separates: (token: AnswerToken) => boolean): AnswerToken[][] {
  const parts: AnswerToken[][] = [[]];
  let depth = 0;
  for (const token of tokens) {
    depth += nesting(token);
    if (depth === 0 && separates(token)) parts.push([]);
    else parts[parts.length - 1].push(token);
  }
  return parts;
}

function readText(tokens: readonly AnswerToken[]): Answer {
  const words = tokens.filter(({ type }) => type === "word").map(({ text }) => text.toLowerCase());
  if (words.length === 0) throw new Unreadable("the answer is empty");
  return { kind: "text", text: words.join(" ") };
}

/** A value with its unit, or several that add up: 5 feet 6 inches. */
function readQuantity(tokens: AnswerToken[]): Answer {
  const parts = [takeOne(tokens)];
  while (tokens[0]?.type === "number" && parts[0].unit) parts.push(takeOne(tokens));
  const read = parts.length > 1 ? sumOfParts(parts) : parts[0];
  if (tokens.length > 0 || !read)
    throw new Unreadable(`${quote(tokens[0]?.text ?? "more")} follows the number`);
  if (!read.unit && read.value.op === "symbol") return { kind: "text", text: read.value.name.toLowerCase() };
  exactValue(read.value, 0);
  return read;
}

type Quantity = Extract<Answer, { kind: "quantity" }>;

/** 2 hours and 30 minutes: quantities of one dimension, each in a smaller unit than the one before. */
function sumOfParts(parts: readonly Answer[]): Quantity | undefined {
  const quantities = parts.filter((part) => part.kind === "quantity");
  const isSmaller = ({ unit }: Quantity, larger: Unit | undefined): boolean =>
    !!unit?.dimension && unit.dimension === larger?.dimension && unit.scale.compare(larger.scale) < 0;
  if (quantities.length < parts.length) return undefined;
  if (quantities.some((part, i) => i > 0 && !isSmaller(part, quantities[i - 1].unit))) return undefined;
  const unit = quantities[0].unit!;
  const values = quantities.map((part) => scaled(part.value, part.unit!.scale.div(unit.scale)));
  return { kind: "quantity", value: values.reduce((a, b) => ({ op: "+", of: [a, b] })), unit };
}

function takeOne(tokens: AnswerToken[]): Quantity {
  const currency = takeCurrency(tokens);
  const value = takeExpression(tokens);
  const base = takeBase(tokens);
  const { unit, tens } = takeUnit(tokens);
  const units = [currency, base, unit].filter((one) => one !== undefined);
  if (units.some(({ dimension }) => dimension !== units[0].dimension))
    throw new Unreadable("a number has two units");
  const scale = new Fraction(10).pow(tens)!;
  return { kind: "quantity", value: scaled(value, scale), unit: units[0] };
}

/** 1011_2 or 1011_{2}: the base is what the number is written in, as a unit is; "1011" alone will do. */
function takeBase(tokens: AnswerToken[]): Unit | undefined {
  if (!takeSign(tokens, "_")) return undefined;
  const braced = takeSign(tokens, "{");
  const base = tokens.shift();
  if (base?.type !== "number" || (braced && !takeSign(tokens, "}")))
    throw new Unreadable("an index stands at a number");
  return { name: `base ${base.text}`, dimension: `base ${base.text}`, scale: new Fraction(1) };
}

/** A multiple of a formula. */
export function scaled(value: Expression, scale: Rational): Expression {
  return scale.equals(1) ? value : { op: "*", of: [{ op: "number", value: scale }, value] };
}
