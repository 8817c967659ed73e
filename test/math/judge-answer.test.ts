import assert from "node:assert/strict";
import { test } from "node:test";
import { judgeAnswer } from "../../src/math/index.js";
import { seededRng } from "../../src/random/index.js";

/** Each kind of answer: pairs (given, key) that are right, wrong and unreadable. */
const CASES: Record<string, Partial<Record<"right" | "wrong" | "unreadable", [string, string][]>>> = {
  "whole numbers and decimals": {
    right: [
      ["420", "420."],
      ["-4", "−4"],
      ["1,234,567", "1234567"],
      ["1{,}000", "1000"],
      ["10,\\!000", "10000"],
      ["0.50", ".5"],
      ["$18$", "18"],
      ["\\(18\\)", "18"],
      ["**18**", "18"],
      ["\\boxed{18}", "18"],
      ["6.29 \\times 10^6", "6290000"],
      ["1.5e-3", "0.0015"],
      ["2 million", "2{,}000{,}000"],
      ["0.\\overline{3}", "1/3"],
      ["+7", "7"],
      ["007", "7"],
      ["1 000 000", "1000000"],
      ["1\u2009000\u202f000", "1,000,000"],
      ["12 345.5", "12345.5"],
    ],
    wrong: [
      ["421", "420"],
      ["6287000", "6290000"],
      ["4", "-4"],
      ["0.333", "1/3"],
      ["3.14", "\\pi"],
      ["3.141592653589793", "\\pi"],
      ["1.0000001", "1"],
      ["1.234,50", "1234.60"],
      ["3,5", "8"],
      ["1 000", "1"],
    ],
    unreadable: [
      ["4 5", "45"],
      ["1 00", "100"],
      ["1.234,50", "1234.50"],
      ["3,5", "3.5"],
      ["2.500", "2500"],
      ["about 420", "420"],
      ["4 or so", "4"],
      ["no more than 4", "4"],
      ["\\approx 420", "420"],
      ["4?", "4"],
      ["3.14\\ldots", "3.14"],
      ["twelve", "12"],
      ["", "5"],
      ["9^{9^{9^9}}", "5"],
      ["1000000!", "5"],
      ["1e999", "5"],
      ["1/0", "5"],
      ["(".repeat(600), "5"],
      ["1".repeat(2000), "5"],
    ],
  },
  fractions: {
    right: [
      ["\\frac{1}{9}", "\\dfrac{1}{9}"],
      ["\\frac19", "1/9"],
      ["\\tfrac{-1}{2}", "-\\frac{1}{2}"],
      ["\\frac{2}{4}", "0.5"],
      ["\\frac1{2}", "\\frac{1}2"],
      ["\\frac{\\frac{1}{2}}{3}", "1/6"],
      ["½", "0.5"],
      ["1⁄2", "\\frac12"],
      ["-⅔", "-2/3"],
    ],
    wrong: [
      ["\\frac{5}{16}", "\\frac{3}{8}"],
      ["\\frac{9}{1}", "\\frac{1}{9}"],
    ],
    unreadable: [
      ["\\frac{1}{2", "1/2"],
      ["\\frac123", "1/23"],
    ],
  },
  "mixed numbers": {
    right: [
      ["12 \\frac{3}{5}", "12\\frac{3}{5}"],
      ["12\\frac35", "12.6"],
      ["12 3/5", "\\frac{63}{5}"],
      ["-1\\frac{1}{2}", "-1.5"],
      ["12½", "12.5"],
      ["12 ½", "12\\frac{1}{2}"],
      ["1 125/1000", "1.125"],
    ],
    wrong: [
      ["1\\frac{8}{91}", "1\\frac{1}{10}"],
      ["12½", "6"],
      ["12\\frac{3}{5}", "\\frac{36}{5}"],
    ],
    unreadable: [["2\\frac{3}{2}", "3"]],
  },
  percentages: {
    right: [
      ["198", "198\\%"],
      ["198\\%", "198"],
      ["198 percent", "198%"],
      ["50\\%", "\\frac{1}{2}"],
      ["0.5", "50\\%"],
    ],
    wrong: [
      ["19.8\\%", "198\\%"],
      ["5", "50\\%"],
    ],
  },
  "units and currency": {
    right: [
      ["100", "100\\text{ square units}"],
      ["100 \\text{ units}^2", "100\\text{ square units}"],
      ["6", "\\$6"],
      ["\\$6.00", "6 dollars"],
      ["-\\$5", "-5"],
      ["$6", "6"],
      ["50 cents", "\\$0.50"],
      ["€3", "3"],
      ["18 eggs", "18"],
      ["18 Eggs", "18\\text{ eggs}"],
      ["1 \\text{ m}", "100 \\mathrm{~cm}"],
      ["5 m", "5\\text{ m}"],
      ["5 cm^2", "5\\text{ square centimeters}"],
      ["1\\text{ m}^2", "10000\\text{ cm}^2"],
      ["60 miles per hour", "60\\text{ mi}/\\text{hr}"],
      ["5 feet 6 inches", "66 inches"],
      ["2 hours and 30 minutes", "150\\text{ min}"],
      ["7\\pi\\text{ cm}", "7\\pi"],
      ["1 liter", "1000\\text{ cm}^3"],
      ["5 dozen", "60"],
      ["5 dozen eggs", "60"],
      ["60", "5\\text{ dozen}"],
      ["98 F", "98^\\circ F"],
      ["50 Hz", "50"],
    ],
    wrong: [
      ["5 cm", "6 cm"],
      ["5 cm", "5\\text{ kg}"],
      ["5 cm", "5\\text{ cm}^2"],
      ["600", "\\$6"],
      ["€6", "\\$6"],
      ["5x", "5"],
      ["5 dozen", "61"],
      ["5 km", "6"],
    ],
    unreadable: [
      ["18 eggs", "18\\text{ chickens}"],
      ["5m", "5"],
      ["98 F", "98"],
      ["9 V", "9"],
      ["5 km", "5000"],
      ["2 hours", "120"],
      ["5 dozen eggs", "60 eggs"],
      ["98.6°F", "37°C"],
      ["18. I hope this helps!", "18"],
    ],
  },
  angles: {
    right: [
      ["48", "48^\\circ"],
      ["48^{\\circ}", "48°"],
      ["48 degrees", "48^\\circ"],
      ["-5°C", "-5"],
    ],
    wrong: [["84^\\circ", "48^\\circ"]],
  },
  times: {
    right: [
      ["4:30 \\text{ p.m.}", "\\text{4:30 p.m.}"],
      ["4:30 PM", "\\text{4:30 p.m.}"],
      ["16:30", "4:30 p.m."],
      ["4\\text{ pm}", "4:00 p.m."],
      ["12:15 a.m.", "0:15"],
    ],
    wrong: [
      ["4:30 a.m.", "4:30 p.m."],
      ["4:45", "4:30 p.m."],
      ["4.5", "4:30 p.m."],
    ],
    unreadable: [
      ["4:30", "\\text{4:30 p.m.}"],
      ["14:30 p.m.", "2:30 p.m."],
    ],
  },
  formulas: {
    right: [
      ["4a - 2", "4a-2"],
      ["-2+4a", "4a-2"],
      ["2(2a-1)", "4a-2"],
      ["4 \\cdot t", "4t"],
      ["7 \\pi", "7\\pi"],
      ["7π", "7\\pi"],
      ["\\frac{\\sqrt{3}}{3}", "\\frac{1}{\\sqrt3}"],
      ["\\sqrt{8}", "2\\sqrt{2}"],
      ["\\sqrt{16}", "4"],
      ["\\sqrt[3]{27}", "3"],
      ["(x+1)^2", "x^2+2x+1"],
      ["2^{10}", "1024"],
      ["5!", "120"],
      ["|-3|", "3"],
      ["\\sin(\\frac{\\pi}{6})", "\\frac12"],
      ["x_1 + x_2", "x_2+x_1"],
      ["3+4i", "4i+3"],
      ["1011_2", "1011_{2}"],
      ["1011", "1011_2"],
    ],
    wrong: [
      ["4a+2", "4a-2"],
      ["4a", "4t"],
      ["7", "7\\pi"],
      ["x^2", "x^3"],
      ["11", "1011_2"],
      ["1011_3", "1011_2"],
      ["2\\sqrt{3}", "2\\sqrt{2}"],
    ],
    unreadable: [
      ["1/2x", "x/2"],
      ["\\sqrt{-4}", "2"],
      ["x > 3", "3"],
      ["a b \\unknown", "3"],
    ],
  },
  equations: {
    right: [
      ["x = 5", "5"],
      ["5", "x=5"],
      ["f(x) = 2x", "2x"],
      ["y = 1 + 4 = 5", "5"],
    ],
    wrong: [["x = 6", "x = 5"]],
    unreadable: [
      ["2x = 10", "5"],
      ["x = 5 = 6", "5"],
    ],
  },
  "points, intervals, lists, ratios": {
    right: [
      ["(3, \\frac{\\pi}{2})", "\\left(3,\\frac{\\pi}{2}\\right)"],
      ["[0.5, 1)", "[\\frac12,1)"],
      ["x \\in [1,2]", "[1, 2]"],
      ["(-\\infty, 3)\\cup(5,\\infty)", "(5,\\infty) \\cup (-\\infty,3)"],
      ["2, 1", "1,2"],
      ["1 and 2", "\\{2, 1\\}"],
      ["\\pm 2", "-2, 2"],
      ["1 \\pm \\sqrt{2}", "1+\\sqrt2, 1-\\sqrt2"],
      ["\\{5\\}", "5"],
      ["3:2", "3 : 2"],
    ],
    wrong: [
      ["(2, 1)", "(1,2)"],
      ["[1,2)", "[1,2]"],
      ["1, 2, 2", "1, 2"],
      ["1, 1", "1, 2"],
      ["2:3", "3:2"],
      ["5", "(5, 6)"],
    ],
    unreadable: [["(1,234)", "(1, 234)"]],
  },
  words: {
    right: [
      ["\\text{Tuesday}", "tuesday"],
      ["\\textbf{(C)}", "C"],
      ["(C)", "\\text{C}"],
      ["\\text{no solution}", "No solution"],
    ],
    wrong: [
      ["B", "\\text{(C)}"],
      ["\\text{Monday}", "\\text{Tuesday}"],
      ["5", "\\text{Tuesday}"],
    ],
  },
};

for (const [kind, byVerdict] of Object.entries(CASES))
  for (const [verdict, pairs] of Object.entries(byVerdict))
    test(`${kind}: ${verdict}`, () => {
      for (const [given, key] of pairs) {
        const judgment = judgeAnswer(given, key);
        assert.equal(judgment.verdict, verdict, `${given} for ${key}: ${judgment.reason}`);
        assert.ok(judgment.reason.length > 5);
      }
    });

/** A fraction as answers write it, in one of several ways. */
function spellings(n: number, d: number): string[] {
  const sign = n < 0 ? "-" : "";
  const a = Math.abs(n);
  const whole = Math.floor(a / d);
  return [
    `${n}/${d}`,
    `\\frac{${n}}{${d}}`,
    `${sign}\\dfrac{${3 * a}}{${3 * d}}`,
    `x = ${n} \\div ${d}`,
    `$${n} \\cdot ${d}^{-1}$`,
    ...(whole > 0 && a % d !== 0
      ? [`${sign}${whole} \\frac{${a % d}}{${d}}`, `${sign}${whole} ${a % d}/${d}`]
      : []),
    ...(d === 8 ? [`${n / d}`, `${(100 * n) / d}\\%`] : []),
  ];
}

test("fractions in any two spellings are right where they are equal, and wrong where not", () => {
  const rng = seededRng(6);
  for (let trial = 0; trial < 400; trial++) {
    const [n, d] = [rng.integer(199) - 99, [3, 7, 8, 12][rng.integer(4)]];
    const [m, e] = trial % 2 === 0 ? [n, d] : [rng.integer(199) - 99, [3, 7, 8, 12][rng.integer(4)]];
    const [given, key] = [rng.choice(spellings(n, d)), rng.choice(spellings(m, e))];
    const equal = n * e === m * d;
    // A percentage may mean its number or its value, so it is compared with none of the others here.
    if (given.includes("%") !== key.includes("%")) continue;
    assert.equal(judgeAnswer(given, key).verdict, equal ? "right" : "wrong", `${given} for ${key}`);
  }
});

test("whatever is written, there is a verdict, and soon", () => {
  const rng = seededRng(7);
  const pieces =
    "1 23 4.5 x y \\frac \\sqrt { } ( ) [ ] , . : = + - * / ^ _ ! | \\% $ \\pi \\text{ cm p.m. and or \\pm \\{ \\} 10^ million \\infty \\cup \\in ° € 9999999999".split(
      " ",
    );
  const started = process.cpuUsage();
  for (let trial = 0; trial < 20_000; trial++) {
    const text = Array.from({ length: 1 + rng.integer(12) }, () => rng.choice(pieces)).join(
      rng.uniform() < 0.5 ? " " : "",
    );
    assert.match(judgeAnswer(text, "7").verdict, /^(wrong|unreadable|right)$/, text);
    assert.match(judgeAnswer(text, text).verdict, /^right$/, text);
  }
  assert.ok(process.cpuUsage(started).user < 60e6);
});

test("what cannot be read is right where it is written as the key is, and else says whose fault it is", () => {
  const matrix = "\\begin{pmatrix} 1 & 2 \\\\ 3 & 4 \\end{pmatrix}";
  assert.equal(judgeAnswer(matrix.replaceAll(" ", ""), matrix).verdict, "right");
  const { verdict, reason } = judgeAnswer("5", matrix);
  assert.equal(verdict, "unreadable");
  assert.match(reason, /^the key: /);
});
