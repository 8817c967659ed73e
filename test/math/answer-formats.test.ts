import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { ANSWER_FORMATS, type AnswerFormat, formatCompliance, judgeAnswer } from "../../src/math/index.js";
import { seededRng } from "../../src/random/index.js";
import { sharedData } from "../shared-data.js";

/** For each format responses with what is read from them; undefined where nothing may be read. */
const RESPONSES: Record<AnswerFormat["name"], [response: string, answer: string | undefined][]> = {
  boxed: [
    ["So it is \\boxed{\\frac{1}{2}}.", "\\frac{1}{2}"],
    ["\\boxed {3}", "3"],
    ["Blank \\boxed{\\phantom{2}}, then \\boxed{4}, so \\boxed{4}", "4"],
    ["\\boxed{0.5} or rather \\boxed{\\frac12}", "\\frac12"],
    ["<think>Is it \\boxed{3}? No.</think>\n\nIt is \\boxed{4}.", "4"],
    ["Is it 3? No.</think>\\boxed{4}", "4"],
    ["\\boxed{\\{1, 2\\}}", "\\{1, 2\\}"],
    ["\\boxed{\\boxed{3}}", "\\boxed{3}"],
    ["} \\boxed{3} {", "3"],
    ["\\\\boxed{3} \\boxed{3}", "3"],
    ["\\boxed{3} or \\boxed{4}", undefined],
    ["<think>It is \\boxed{4}", undefined],
    ["It is 4.", undefined],
    ["\\boxed{}", undefined],
    ["\\boxed{\\frac{1}{2}", undefined],
  ],
  think: [
    ["<think>3 + 1</think><answer>4</answer>", "4"],
    ["\n<think>\n3 + 1\n</think>\n\n<answer> 4 </answer>\n", "4"],
    ["3 + 1</think>\n<answer>4</answer>", "4"],
    ["<answer>4</answer>", undefined],
    ["<think>3 + 1</think> so <answer>4</answer>", undefined],
    ["<think>3 + 1</think><answer>4</answer> I hope this helps", undefined],
    ["<think>3 + 1</think><answer>3</answer><answer>4</answer>", undefined],
    ["<think>3 <think>+ 1</think><answer>4</answer>", undefined],
    ["<think>3 + 1</think><answer></answer>", undefined],
  ],
  json: [
    ['{"reasoning": "3 + 1", "answer": "4"}', "4"],
    ['{"answer": 4.5}', "4.5"],
    ['```json\n{"answer": "4"}\n```', "4"],
    ['<think>{"answer": 3}</think>{"answer": 4}', "4"],
    ['Here it is: {"answer": 4}', undefined],
    ['{"answer": null}', undefined],
    ['{"answer": [4]}', undefined],
    ['{"result": 4}', undefined],
    ["[4]", undefined],
    ["null", undefined],
    ["4", undefined],
    ['{"answer": 4', undefined],
  ],
  plain: [
    ["3 + 1 = 4\nThe answer is 4.", "4."],
    ["So the answer is: $4$", "$4$"],
    ["**The answer is 4:30 p.m.**\n", "4:30 p.m."],
    ["The answer is 3. No: the answer is 4.", "4."],
    ["The answer is 4.\nI hope this helps.", undefined],
    ["It is 4.", undefined],
    ["The answer is", undefined],
  ],
};

for (const [name, cases] of Object.entries(RESPONSES))
  test(`the ${name} format is read strictly`, () => {
    const format = ANSWER_FORMATS[name as AnswerFormat["name"]];
    assert.equal(format.prompt("How many?"), `How many?\n\n${format.instruction}`);
    for (const [response, answer] of cases) {
      const read = format.read(response);
      if (answer === undefined) assert.match("unreadable" in read ? read.unreadable : "", /.{10}/, response);
      else assert.deepEqual(read, { answer }, response);
    }
  });

test("long and hostile responses are read in time that grows with their length", () => {
  const hostile = [
    "\\boxed{",
    "{",
    "</think><answer></answer>",
    "the answer is ",
    "\\",
    '{"a":',
    "**",
    "$",
    "<think>",
  ];
  const started = process.cpuUsage();
  for (const piece of hostile)
    for (const format of Object.values(ANSWER_FORMATS)) format.read(piece.repeat(100_000 / piece.length));
  assert.ok(process.cpuUsage(started).user < 5e6, `${process.cpuUsage(started).user} microseconds`);
});

test("compliance counts what keeps to the format, what can be read and what is right, over problems", () => {
  const responses = [
    { problem: 0, response: "\\boxed{4}", key: "4" },
    { problem: 0, response: "\\boxed{5}", key: "4" },
    { problem: 1, response: "\\boxed{4 or so}", key: "4" },
    { problem: 2, response: "4", key: "4" },
  ];
  const compliance = formatCompliance(responses, ANSWER_FORMATS.boxed, { rng: seededRng(0) });
  assert.deepEqual([compliance.format, compliance.responses, compliance.problems], ["boxed", 4, 3]);
  assert.equal(compliance.compliant.estimate, 0.75);
  assert.equal(compliance.readable.estimate, 0.5);
  assert.equal(compliance.right.estimate, 0.25);
  assert.ok(compliance.compliant.low < 0.75 && compliance.compliant.high === 1);
  assert.equal(compliance.cutOff, undefined);
  const ended = responses.map((response, i) => ({ ...response, cutOff: i === 3 }));
  const { cutOff } = formatCompliance(ended, ANSWER_FORMATS.boxed, { rng: seededRng(0) });
  assert.equal(cutOff?.estimate, 0.25);
  assert.throws(
    () => formatCompliance([], ANSWER_FORMATS.json, { rng: seededRng(0) }),
    /at least one response, received none/,
  );
});

test("no right answer to 30 problems leaves room for one in nine", () => {
  const responses = Array.from({ length: 30 }, (_, problem) => ({ problem, response: "5", key: "4" }));
  const { compliant, right } = formatCompliance(responses, ANSWER_FORMATS.boxed, { rng: seededRng(0) });
  assert.deepEqual([right.estimate, right.low, right.high.toFixed(4)], [0, 0, "0.1157"]);
  assert.deepEqual(compliant, right);
});

const math = sharedData("data/math_cot_50.jsonl");

interface MathLine {
  idx: number;
  answer: string;
  code: string[];
  score: boolean[];
}

test("400 real responses to MATH problems are judged as their labels say", { skip: math.skip }, () => {
  const lines: MathLine[] = readFileSync(math.file, "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  let otherwise = 0;
  let responses = 0;
  for (const { idx, answer, code, score } of lines)
    for (const [i, response] of code.entries()) {
      const read = ANSWER_FORMATS.boxed.read(response);
      assert.ok("answer" in read, `problem ${idx}, response ${i}: ${JSON.stringify(read)}`);
      // The labels of problem 3 are mistaken: key and answers say 4:30 p.m.
      const isRight = score[i] || idx === 3;
      const { verdict, reason } = judgeAnswer(read.answer, answer);
      assert.equal(verdict, isRight ? "right" : "wrong", `${idx}: ${read.answer} for ${answer}: ${reason}`);
      responses++;
      if (isRight && read.answer !== answer) otherwise++;
    }
  assert.deepEqual([responses, otherwise], [400, 70]);
});
