import { quote } from "../text/index.js";
import { type Answer, readAnswer, scaled } from "./answer.js";
import { equalExpressions } from "./evaluate.js";
import type { Expression } from "./expression.js";
import { Fraction } from "./fraction.js";
import { TEMPERATURES, type Unit, unitScales } from "./units.js";
import { Unreadable } from "./unreadable.js";

/** How an answer compares with the key, and why. */
export interface Judgment {
  verdict: "right" | "wrong" | "unreadable";
  reason: string;
}

/**
 * Judges an answer by its key, both in LaTeX or plain: by value, not by spelling. Never guesses: what has no one
 * meaning, or could only be judged by the question, is "unreadable"; "wrong" is what no reading of it makes right.
 *
 * A unit, a percent sign or a currency may be left out on either side; where both have one they must agree, after
 * conversion. A percentage also equals its value (50 % and 1/2), and so does a dozen. A time without a.m. or p.m. is no
 * answer to one with.
 *
 * @example judgeAnswer("12 \\frac{3}{5}", "12.6").verdict // "right"
 */
export function judgeAnswer(given: string, key: string): Judgment {
  if (given.trim() !== "" && spelling(given) === spelling(key))
    return { verdict: "right", reason: "written as the key is" };
  try {
    const wanted = blaming("the key: ", () => readAnswer(key));
    const judgment = compare(readAnswer(given), wanted);
    if (judgment.verdict !== "wrong") return judgment;
    refuseOtherSeparators(given, wanted);
    return asUnit(given, wanted, judgment);
  } catch (error) {
    if (error instanceof Unreadable) return { verdict: "unreadable", reason: error.message };
    throw error;
  }
}

/** The text without the spaces that change nothing. */
function spelling(text: string): string {
  return text
    .trim()
    .replace(/\s+/g, " ")
    .replace(/ (?![\w,])|(?<![\w,]) /g, "");
}

function blaming<T>(whom: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw error instanceof Unreadable ? new Unreadable(whom + error.message) : error;
  }
}

/** "5m" is five times m, or five meters: where it is wrong as the one, the other is tried. */
function asUnit(given: string, wanted: Answer, judgment: Judgment): Judgment {
  if (wanted.kind !== "quantity" || !/[A-Za-z]/.test(given)) return judgment;
  let other: Judgment;
  try {
    const answer = readAnswer(given, { letters: "words" });
    if (answer.kind !== "quantity" || !answer.unit?.dimension) return judgment;
    other = compare(answer, wanted);
  } catch (error) {
    if (error instanceof Unreadable) return judgment;
    throw error;
  }
  if (other.verdict !== "right" || wanted.unit) return other;
  throw new Unreadable(`${quote(given)} may hold a variable or a unit`);
}

/** "1.234,50" and "3,5" have a comma for the point in much of the world: refused where the key is met so. */
function refuseOtherSeparators(given: string, wanted: Answer): void {
  if (!/\d[.,]\d/.test(given)) return;
  const swapped = given.replace(/(?<=\d)[.,](?=\d)/g, (sign) => (sign === "," ? "." : ","));
  let other: Judgment;
  try {
    other = compare(readAnswer(swapped), wanted);
  } catch (error) {
    if (error instanceof Unreadable) return;
    throw error;
  }
  if (other.verdict === "right")
    throw new Unreadable(`${quote(given)} may have its comma for a decimal point`);
}

const right = (reason: string): Judgment => ({ verdict: "right", reason });
const wrong = (reason: string): Judgment => ({ verdict: "wrong", reason });

function compare(given: Answer, wanted: Answer): Judgment {
  if (given.kind === "quantity" && wanted.kind === "quantity") return compareQuantities(given, wanted);
  if (given.kind === "time" && wanted.kind === "time") return compareTimes(given, wanted);
  if (given.kind === "list" && wanted.kind === "list") return compareLists(given, wanted);
  if (given.kind === "text" && wanted.kind === "text")
    return given.text === wanted.text ? right("the same words") : wrong("other words");
  if (given.kind === "text" && wanted.kind !== "list")
    throw new Unreadable(`${quote(given.text)} stands where a ${wanted.kind} was wanted`);
  return wrong(`a ${given.kind}, not a ${wanted.kind}`);
}

type Quantity = Extract<Answer, { kind: "quantity" }>;

function compareQuantities(given: Quantity, wanted: Quantity): Judgment {
  const equal = equalExpressions(given.value, wanted.value);
  if (given.unit && wanted.unit) return compareWithUnits(given, wanted as Required<Quantity>, equal);
  if (equal)
    return right(
      (given.unit ?? wanted.unit) ? "the same number, its unit left out on one side" : "the same value",
    );
  if (isNumeral(given.unit ?? wanted.unit) && equalExpressions(inBase(given), inBase(wanted)))
    return right("the same value, its unit worked out");
  const scales = unitScales(given.unit?.dimension ?? "");
  if (scales.some((scale) => equalExpressions(inBase(given), scaled(wanted.value, scale))))
    throw new Unreadable(`the key may be in another unit than ${quote(given.unit!.name)}`);
  return wrong("another value");
}

/** Whether a unit is but a way to write a number: 50 % is 1/2, and 5 dozen eggs are 60. */
function isNumeral(unit: Unit | undefined): boolean {
  return /^(%|dozen|gross)/.test(unit?.name ?? "");
}

function compareWithUnits(given: Quantity, wanted: Required<Quantity>, equal: boolean): Judgment {
  const unit = given.unit as Unit;
  if (unit.name === wanted.unit.name) return equal ? right("the same value") : wrong("another value");
  if (unit.dimension && wanted.unit.dimension) {
    if ([unit, wanted.unit].every(({ dimension }) => TEMPERATURES.includes(dimension!)))
      throw new Unreadable("one temperature is not converted to the scale of the other");
    if (unit.dimension !== wanted.unit.dimension)
      return wrong(`${quote(unit.name)} does not measure what ${quote(wanted.unit.name)} does`);
    return equalExpressions(inBase(given), inBase(wanted)) ? right("the same value") : wrong("another value");
  }
  if (!equal && !isNumeral(unit) && !isNumeral(wanted.unit)) return wrong("another value");
  throw new Unreadable(`whether ${quote(unit.name)} is ${quote(wanted.unit.name)} is not known`);
}

const inBase = ({ value, unit }: Quantity): Expression => scaled(value, unit?.scale ?? new Fraction(1));

const NOON = 12 * 60;

function compareTimes(
  given: Extract<Answer, { kind: "time" }>,
  wanted: Extract<Answer, { kind: "time" }>,
): Judgment {
  const isOpen = ({ half, minutes }: typeof given): boolean => !half && minutes >= 60 && minutes < NOON + 60;
  if (isOpen(given) === isOpen(wanted))
    return given.minutes === wanted.minutes ? right("the same time") : wrong("another time");
  if (given.minutes % NOON !== wanted.minutes % NOON) return wrong("another time");
  throw new Unreadable("one time says whether it is before noon, the other does not");
}

type List = Extract<Answer, { kind: "list" }>;

function compareLists(given: List, wanted: List): Judgment {
  if (given.brackets !== wanted.brackets) return wrong("other brackets");
  if (given.entries.length !== wanted.entries.length) return wrong("another number of entries");
  const isOrdered = given.brackets !== "" && given.brackets !== "\\cup";
  const left = [...wanted.entries];
  for (const entry of given.entries) {
    const candidates = isOrdered ? left.slice(0, 1) : left;
    const place = candidates.findIndex((other) => compare(entry, other).verdict === "right");
    if (place < 0) return wrong("another entry");
    left.splice(place, 1);
  }
  return right("the same entries");
}
