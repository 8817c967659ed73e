import assert from "node:assert/strict";
import { appendFileSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { collectResponses, parseServedLine, servedSummary } from "../../../src/analysis/index.js";
import type { SamplingOptions, ServedPrompt, ServedResponse, Server } from "../../../src/models/index.js";

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "collect-"));
  file = path.join(folder, "responses.jsonl");
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A server that says the prompt back, its certainty the seed's. */
function parrot(onAsk: (text: string) => void = () => {}): Server & { most: number } {
  let busy = 0;
  const server = {
    ...{ endpoint: "http://x/v1", model: "parrot", most: 0 },
    async sample(ask: ServedPrompt, { seed = 0 }: SamplingOptions): Promise<ServedResponse> {
      const text = "prompt" in ask ? ask.prompt : ask.messages[0].content;
      server.most = Math.max(server.most, ++busy);
      await new Promise((resolve) => setTimeout(resolve, 2));
      busy--;
      onAsk(text);
      const logProb = Math.log(0.9 - 0.1 * seed);
      return { text, finish: "stop", tokens: [{ text, logProb, top: [{ text, logProb }], cap: logProb }] };
    },
    echo: async () => [],
    vocabSize: async () => undefined,
  };
  return server;
}

const lines = ["a", "b", "c", "d"].map((prompt) => parseServedLine({ prompt }, { formats: [], chat: false }));
const options = {
  settings: { temperature: 1 },
  samples: 2,
  sampling: { temperature: 1, maxNewTokens: 4, top: 1, seed: 0 },
  vocabSize: 10,
};

test("responses are collected some at a time and come back in order", async () => {
  const server = parrot();
  const seen: number[] = [];
  const records = await collectResponses(server, lines, {
    ...options,
    file,
    concurrency: 3,
    show: (n) => seen.push(n),
  });
  assert.equal(server.most, 3);
  assert.deepEqual(seen, [0, 1, 2, 3, 4, 5, 6, 7, 8]);
  assert.deepEqual(
    records.map(({ prompt, sample, text }) => [prompt, sample, text].join("")),
    "00a 01a 10b 11b 20c 21c 30d 31d".split(" "),
  );
  assert.deepEqual(records[0].top, [[["a", Number(Math.log(0.9).toPrecision(7))]]]);
});

test("a collection that was killed in the middle of a line goes on, and asks for nothing twice", async () => {
  const whole = await collectResponses(parrot(), lines, { ...options, file });
  const text = readFileSync(file, "utf8");
  for (const cut of [text.indexOf("\n", text.length / 2) + 1, Math.floor(text.length / 2), 3]) {
    writeFileSync(file, text);
    truncateSync(file, cut);
    const kept = Math.max(0, text.slice(0, cut).split("\n").length - 2);
    let asked = 0;
    const again = await collectResponses(
      parrot(() => asked++),
      lines,
      { ...options, file },
    );
    assert.equal(asked, 8 - kept);
    assert.deepEqual(again, whole);
    for (const line of readFileSync(file, "utf8").trim().split("\n")) JSON.parse(line);
  }
});

test("a collection with other settings is left alone", async () => {
  await collectResponses(parrot(), lines, { ...options, file });
  await assert.rejects(
    collectResponses(parrot(), lines, { ...options, file, settings: { temperature: 0.5 } }),
    /was collected with temperature 1, now it is 0.5; wanted the same, or another --out/,
  );
  appendFileSync(file, '{"prompt": 1}\n');
  await assert.rejects(collectResponses(parrot(), lines, { ...options, file }), /line 10/);
});

test("a failure ends the collection and keeps what came before it; skipped, it leaves a gap", async () => {
  const failing = () =>
    parrot((text) => {
      if (text === "c") throw new Error("the server said no");
    });
  await assert.rejects(
    collectResponses(failing(), lines, { ...options, file, concurrency: 1 }),
    /prompt 3: the server said no \(4 of 8 responses are kept; the same command goes on\)/,
  );
  const reports: string[] = [];
  const records = await collectResponses(failing(), lines, {
    ...options,
    file,
    onBad: (report) => reports.push(report),
  });
  assert.deepEqual([records.length, reports.length], [6, 2]);
  assert.equal((await collectResponses(parrot(), lines, { ...options, file })).length, 8);
});

test("a problem with a known answer is put in every format, and the answers are judged", async () => {
  const problem = { question: "\\boxed{4}?", answer: "#### 4" };
  const asked = parseServedLine(problem, { formats: ["boxed", "json"], chat: true });
  assert.deepEqual(
    asked.map(({ format, key }) => [format, key]),
    [
      ["boxed", "4"],
      ["json", "4"],
    ],
  );
  assert.ok("messages" in asked[0].ask);
  const records = await collectResponses(parrot(), [asked], { ...options, file });
  const { formats, problems, responses } = servedSummary(records, { vocabSize: 10 });
  assert.deepEqual([problems, responses], [1, 4]);
  // The parrot says the question, boxes and all, and an instruction with an empty box.
  assert.deepEqual(
    formats.map(({ format, right }) => [format, right.estimate]),
    [
      ["boxed", 1],
      ["json", 0],
    ],
  );
  for (const bad of [{ text: "x" }, { prompt: "" }, { question: "x" }, [], null, { messages: [] }])
    assert.throws(() => parseServedLine(bad, { formats: [], chat: false }), /wanted \{"prompt"/);
});

test("measures have a lower bound, and an upper one where the vocabulary's size is known", async () => {
  const records = await collectResponses(parrot(), lines, { ...options, file });
  const { tokens, meanEntropy, shareBelow001, percentile80 } = servedSummary(records, { vocabSize: 10 });
  assert.equal(tokens, 8);
  const h = (p: number, others: number) => -p * Math.log(p) - (1 - p) * Math.log((1 - p) / others);
  assert.ok(Math.abs(meanEntropy.low!.estimate - (h(0.9, 1) + h(0.8, 1)) / 2) < 1e-4);
  assert.ok(Math.abs(meanEntropy.high!.estimate - (h(0.9, 9) + h(0.8, 9)) / 2) < 1e-4);
  assert.deepEqual([shareBelow001.low!.estimate, shareBelow001.high!.estimate], [0, 0]);
  assert.ok(percentile80.low!.estimate < percentile80.high!.estimate);
  const open = servedSummary(records.map((record) => ({ ...record, entropyHigh: [null] })));
  assert.deepEqual(
    [open.meanEntropy.high, open.shareBelow001.low, open.percentile80.high],
    [null, null, null],
  );
});
