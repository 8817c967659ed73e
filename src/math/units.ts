import { quote } from "../text/index.js";
import type { AnswerToken } from "./answer-tokens.js";
import { Fraction, type Rational } from "./fraction.js";
import { Unreadable } from "./unreadable.js";

/** What a number counts. Units of one dimension convert by their scales; a word that is no known unit has none. */
export interface Unit {
  name: string;
  dimension?: string;
  /** One of this unit in the dimension's base unit, exactly. */
  scale: Rational;
}

/** Dimension: unit, its size in the base unit, its spellings (singular). */
const UNITS: Record<string, [size: string, ...spellings: string[]][]> = {
  length: [
    ["1", "m", "meter", "metre"],
    ["1/1000", "mm", "millimeter", "millimetre"],
    ["1/100", "cm", "centimeter", "centimetre"],
    ["1000", "km", "kilometer", "kilometre"],
    ["0.0254", "in", "inch"],
    ["0.3048", "ft", "foot", "feet"],
    ["0.9144", "yd", "yard"],
    ["1609.344", "mi", "mile"],
  ],
  mass: [
    ["1", "g", "gram"],
    ["1/1000", "mg", "milligram"],
    ["1000", "kg", "kilogram"],
    ["453.59237", "lb", "pound"],
    ["28.349523125", "oz", "ounce"],
  ],
  time: [
    ["1", "s", "sec", "second"],
    ["60", "min", "minute"],
    ["3600", "h", "hr", "hour"],
    ["86400", "day"],
    ["604800", "week"],
  ],
  "length^3": [
    ["1/1000", "L", "l", "liter", "litre"],
    ["1/1000000", "mL", "ml", "milliliter", "millilitre"],
  ],
  angle: [["1", "°", "degree", "deg"]],
  dollars: [
    ["1", "$", "dollar"],
    ["1/100", "cent"],
  ],
  euros: [["1", "€", "euro"]],
  pounds: [["1", "£"]],
  share: [["1/100", "%", "percent"]],
  count: [
    ["12", "dozen"],
    ["144", "gross"],
  ],
  fahrenheit: [["1", "°F", "F", "fahrenheit"]],
  celsius: [["1", "°C", "C", "celsius"]],
  kelvin: [["1", "K", "kelvin"]],
  ...Object.fromEntries(["A", "J", "N", "V", "W", "Hz", "Pa"].map((unit) => [unit, [["1", unit]]])),
};

const KNOWN = new Map<string, Unit>();
for (const [dimension, units] of Object.entries(UNITS))
  for (const [size, ...spellings] of units)
    for (const spelling of spellings)
      KNOWN.set(spelling, { name: spellings[0], dimension, scale: new Fraction(size) });

const COUNTS: Record<string, number> = { hundred: 2, thousand: 3, million: 6, billion: 9, trillion: 12 };
const POWERS: Record<string, number> = { square: 2, sq: 2, squared: 2, cubic: 3, cu: 3, cubed: 3 };
const SIGNS = ["%", "°", "$", "€", "£"];

/** Temperatures, which no factor converts. */
export const TEMPERATURES = ["fahrenheit", "celsius", "kelvin"];

/** The sizes of all units of a dimension. */
export function unitScales(dimension: string): Rational[] {
  return (UNITS[dimension] ?? []).map(([size]) => new Fraction(size));
}

/** Whether two letters outside \text{} name a unit, such as cm. */
export function isUnitWord(word: string): boolean {
  return KNOWN.has(word);
}

/** A currency sign before a number or its minus, taken from the front of `tokens`. */
export function takeCurrency(tokens: AnswerToken[]): Unit | undefined {
  const place = tokens[0]?.text === "-" ? 1 : 0;
  if (tokens[place]?.type !== "sign" || !["$", "€", "£"].includes(tokens[place].text)) return undefined;
  return KNOWN.get(tokens.splice(place, 1)[0].text);
}

/**
 * The unit after a number ("cm^2", "%", "miles per hour", "million dollars"), taken from the front of `tokens`.
 *
 * @returns the unit, none where no word follows, and the power of ten that a word such as million stands for
 */
export function takeUnit(tokens: AnswerToken[]): { unit?: Unit; tens: number } {
  let tens = 0;
  while (tokens[0]?.type === "word" && tokens[0].text.toLowerCase() in COUNTS)
    tens += COUNTS[(tokens.shift() as AnswerToken).text.toLowerCase()];
  const factors: Unit[] = [];
  let power = 1;
  let divided = false;
  while (tokens.length > 0) {
    const { type, text } = tokens[0];
    const lower = text.toLowerCase();
    if (type === "sign" && text === "/" && factors.length > 0 && tokens[1]?.type === "word") divided = true;
    else if (type === "word" && (lower === "per" || lower === "of")) divided ||= lower === "per";
    else if (type === "word" && lower in POWERS && factors.length === 0) power = POWERS[lower];
    else if (type === "word" && lower in POWERS) factors.push(raised(factors.pop() as Unit, POWERS[lower]));
    else if (type === "word" || (type === "sign" && SIGNS.includes(text))) {
      const written = tokens[1]?.text === "^" && tokens[2]?.type === "number" ? tokens[2] : undefined;
      if (written) tokens.splice(1, 2);
      const exponent = written ? Number(written.value.toString()) : power;
      if (!Number.isInteger(exponent) || exponent < 1 || exponent > 9)
        throw new Unreadable(`${quote(text)} is raised to no power that a unit has`);
      const isTemperature = text === "°" && tokens[1]?.type === "letter" && /[CF]/.test(tokens[1].text);
      const word = isTemperature ? `°${tokens.splice(1, 1)[0].text}` : text;
      factors.push(raised(wordUnit(word), divided ? -exponent : exponent));
      power = 1;
    } else break;
    tokens.shift();
  }
  return { unit: factors.length > 0 ? factors.reduce(times) : undefined, tens };
}

function wordUnit(word: string): Unit {
  const singular = (text: string): string => text.replace(/(?<=ch|sh|x)es$|s$/, "");
  const known = [word, word.toLowerCase(), singular(word.toLowerCase())].map((form) => KNOWN.get(form));
  return known.find((unit) => unit) ?? { name: singular(word.toLowerCase()), scale: new Fraction(1) };
}

function raised({ name, dimension, scale }: Unit, power: number): Unit {
  const suffix = power === 1 ? "" : `^${power}`;
  return { name: name + suffix, dimension: dimension && dimension + suffix, scale: scale.pow(power)! };
}

function times(a: Unit, b: Unit): Unit {
  const dimension = a.dimension && b.dimension && `${a.dimension} ${b.dimension}`;
  return { name: `${a.name} ${b.name}`, dimension, scale: a.scale.mul(b.scale) };
}
