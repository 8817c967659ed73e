import type { Expression } from "./expression.js";
import { Fraction, type Rational } from "./fraction.js";
import { Unreadable } from "./unreadable.js";

/** Numbers with more digits (bits) are refused: 9^{9^9} is an answer that nobody waits for. 1000! has 8,530. */
const MAX_BITS = 9000;
const TRIALS = 4;

/**
 * Whether two formulas are equal: exactly where both are rational; where roots or pi remain, to 12 digits, and a
 * decimal is never equal to an irrational number. With variables, both are compared at four rational points, where
 * two different polynomials agree with negligible probability (Schwartz 1980, Zippel 1979).
 *
 * @throws Unreadable on what has no value: a division by zero, the root of a negative number, a huge power
 */
export function equalExpressions(a: Expression, b: Expression): boolean {
  for (let trial = 0; trial < TRIALS; trial++) {
    const [left, right] = [exactValue(a, trial), exactValue(b, trial)];
    if (left && right ? !left.equals(right) : !equalIrrationals(a, b, trial, left ?? right)) return false;
  }
  return true;
}

function equalIrrationals(a: Expression, b: Expression, trial: number, exact: Rational | null): boolean {
  const [left, right] = [approximateValue(a, trial), approximateValue(b, trial)];
  if (!Number.isFinite(left) || !Number.isFinite(right))
    throw new Unreadable("the formula has no finite value");
  const isDecimal = exact !== null && exact.d > 1_000_000n;
  return !isDecimal && Math.abs(left - right) <= 1e-12 * Math.max(1e-300, Math.abs(left), Math.abs(right));
}

/** The exact value with every variable at a rational number of its own; null where it is not rational. */
export function exactValue(expression: Expression, trial: number): Rational | null {
  if (expression.op === "number") return expression.value;
  if (expression.op === "symbol") return pointOf(expression.name, trial);
  if (expression.op === "pi") return null;
  const of = expression.of.map((part) => exactValue(part, trial));
  if (of.some((part) => part === null)) return null;
  return within(combineExactly(expression, of as Rational[]));
}

function combineExactly(expression: Expression, [a, b]: Rational[]): Rational | null {
  switch (expression.op) {
    case "+":
      return a.add(b);
    case "*":
      return a.mul(b);
    case "/":
      if (b.equals(0)) throw new Unreadable("the formula divides by zero");
      return a.div(b);
    case "-":
      return a.neg();
    case "abs":
      return a.abs();
    case "!":
      return factorial(a);
    case "^":
      return wholePower(a, b);
    case "root":
      return exactRoot(a, expression.degree);
    default:
      return null;
  }
}

function within(value: Rational | null): Rational | null {
  if (value && bits(value) > MAX_BITS) throw new Unreadable("the number is too large");
  return value;
}

const bits = ({ n, d }: Rational): number => 4 * Math.max(n.toString(16).length, d.toString(16).length);

function wholePower(base: Rational, exponent: Rational): Rational | null {
  if (exponent.d !== 1n) return null;
  if (base.equals(0) && exponent.compare(0) <= 0)
    throw new Unreadable("the formula raises 0 to a power that is not above 0");
  const size = Math.abs(Number(exponent.n));
  if (size * bits(base) > MAX_BITS) throw new Unreadable("the power is too large");
  return base.pow(exponent);
}

function factorial(value: Rational): Rational {
  if (value.d !== 1n || value.compare(0) < 0 || value.compare(1000) > 0)
    throw new Unreadable("the factorial of such a number is not taken");
  let product = 1n;
  for (let factor = 2n; factor <= value.n; factor++) product *= factor;
  return new Fraction(product);
}

function exactRoot(value: Rational, degree: number): Rational | null {
  if (value.compare(0) < 0) {
    if (degree % 2 === 0) throw new Unreadable("the formula takes the root of a negative number");
    return exactRoot(value.neg(), degree)?.neg() ?? null;
  }
  const [above, below] = [value.n, value.d].map((whole) => {
    const near = Number(whole) ** (1 / degree);
    return Number.isSafeInteger(Math.round(near)) ? BigInt(Math.round(near)) : 0n;
  });
  if (above ** BigInt(degree) !== value.n || below ** BigInt(degree) !== value.d) return null;
  return new Fraction(above, below);
}

function approximateValue(expression: Expression, trial: number): number {
  const exact = exactValue(expression, trial);
  if (exact) return exact.valueOf();
  if (expression.op === "pi") return Math.PI;
  const [a, b] = (expression as { of: Expression[] }).of.map((part) => approximateValue(part, trial));
  switch (expression.op) {
    case "+":
      return a + b;
    case "*":
      return a * b;
    case "/":
      return a / b;
    case "^":
      return a ** b;
    case "root":
      return a < 0 && expression.degree % 2 === 1
        ? -((-a) ** (1 / expression.degree))
        : a ** (1 / expression.degree);
    case "-":
      return -a;
    case "abs":
      return Math.abs(a);
    case "ln":
      return Math.log(a);
    case "log":
      return Math.log10(a);
    case "sin":
    case "cos":
    case "tan":
      return Math[expression.op](a);
    default:
      return Number.NaN;
  }
}

/** Where a variable stands in a trial: a rational number between 1 and 3, of its own. */
function pointOf(name: string, trial: number): Rational {
  let hash = 17 + 101 * trial;
  for (const sign of name) hash = (hash * 31 + sign.codePointAt(0)!) % 99_991;
  return new Fraction(99_991 + 2 * hash, 99_991);
}
