import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { VOCAB_SIZE } from "../../src/countdown/index.js";
import { readMeasurements } from "../../src/explorer/index.js";
import { selectBackend } from "../../src/kernels/index.js";
import { createPolicy, loadPolicy, loadTokenizer, MODEL_SIZES, savePolicy } from "../../src/models/index.js";
import { seededRng } from "../../src/random/index.js";
import { scoreSequences } from "../../src/rollout/index.js";

const folder = mkdtempSync(path.join(tmpdir(), "measure-"));
const model = path.join(folder, "S");
const out = path.join(folder, "out");

before(async () => {
  await selectBackend();
  savePolicy(createPolicy(MODEL_SIZES.S, seededRng(1)), model);
});
after(() => rmSync(folder, { recursive: true }));

function measure(...flags: string[]) {
  return measureModel(model, ...flags);
}

function measureModel(model: string, ...flags: string[]) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ["dist/src/cli/measure.js", model, ...flags],
    { encoding: "utf8" },
  );
  return { status, text: stdout + stderr };
}

const jsonLines = (file: string): Record<string, unknown>[] =>
  readFileSync(file, "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));

function inputFile(...lines: string[]): string {
  const file = path.join(folder, "in.jsonl");
  writeFileSync(file, lines.join("\n"));
  return file;
}

test("--score writes entropies and log-probabilities of each next token, --skip-bad goes on after a bad line", () => {
  const file = inputFile('{"tokens": [30, 40, 50]}', "{oops", '{"tokens": [1, 2]}');
  const { status, text } = measure("--score", file, "--skip-bad", "--out", out);
  assert.equal(status, 0, text);
  assert.match(text, /skipped: .*line 2/);
  const lines = jsonLines(path.join(out, "scores.jsonl"));
  const texts = [
    { prompt: [30], response: [40, 50] },
    { prompt: [1], response: [2] },
  ];
  const { entropies, logProbs } = scoreSequences(loadPolicy(model), texts);
  const { token } = loadTokenizer(model);
  assert.deepEqual(
    lines.map(({ tokens }) => tokens),
    [[token(40), token(50)], [token(2)]],
  );
  assert.equal(
    readMeasurements(readFileSync(path.join(out, "scores.jsonl"), "utf8"), "S").responses.length,
    2,
  );
  for (const [i, line] of lines.entries()) {
    const near = (actual: unknown, wanted: Float32Array) => {
      assert.equal((actual as number[]).length, wanted.length);
      for (const [t, value] of wanted.entries()) assert.ok(Math.abs((actual as number[])[t] - value) < 1e-4);
    };
    near(line.entropies, entropies[i]);
    near(line.logProbs, logProbs[i]);
  }
});

test("prompts give a record of every token, a summary and figures", () => {
  const file = inputFile('{"numbers": [9, 5, 3], "target": 14}', '{"prompt": "9 5 3 : 14 >"}');
  const { status, text } = measure("--prompts", file, "--max-new-tokens", "4", "--out", out);
  assert.equal(status, 0, text);
  const records = jsonLines(path.join(out, "tokens.jsonl"));
  const summary = JSON.parse(readFileSync(path.join(out, "summary.json"), "utf8"));
  assert.equal(summary.tokens, records.length);
  assert.equal(summary.responses, 2);
  assert.deepEqual(Object.keys(records[0]), [
    "response",
    "position",
    "id",
    "token",
    "entropy",
    "logProb",
    "role",
  ]);
  assert.ok(!("role" in records[records.length - 1]));
  assert.ok(existsSync(path.join(out, "entropy-distribution.png")));
});

test("a malformed line stops the command with its number", () => {
  const file = inputFile('{"tokens": [1, 2]}', "{oops", '{"tokens": [3, 4]}');
  rmSync(out, { recursive: true, force: true });
  const { status, text } = measure("--score", file, "--out", out);
  assert.equal(status, 1);
  assert.match(text, /in\.jsonl, line 2: .*received \{oops/);
  assert.ok(!existsSync(out), "nothing was written");
});

test("a file without a line, and an empty text, are named before the model is opened", () => {
  rmSync(out, { recursive: true, force: true });
  const refused = (wanted: RegExp, ...flags: string[]) => {
    const { status, text } = measure("--out", out, ...flags);
    assert.equal(status, 1);
    assert.match(text, wanted);
    assert.doesNotMatch(text, /model: weights/);
    assert.ok(!existsSync(out), "nothing was written");
  };
  const holdsNone = /error: .*in\.jsonl holds no line to measure; wanted one or more/;
  refused(holdsNone, "--prompts", inputFile("", " "));
  refused(holdsNone, "--score", inputFile(""));
  refused(holdsNone, "--prompts", inputFile("{oops"), "--skip-bad");
  refused(
    /line 1: "prompt" is empty; wanted \{"prompt": text\}.*\{"question": text, "answer": text\}; received/,
    "--prompts",
    inputFile('{"prompt": ""}'),
  );
});

test("a byte order mark and the line ends of Windows are no part of a prompt", () => {
  const promptsOf = (...lines: string[]) => {
    const { status, text } = measure("--score", inputFile(...lines), "--out", out);
    assert.equal(status, 0, text);
    return readFileSync(path.join(out, "scores.jsonl"), "utf8");
  };
  const plain = ['{"text": "9 5 3 : 14 >"}', '{"tokens": [1, 2]}'];
  assert.equal(promptsOf(`\ufeff${plain[0]}\r`, `${plain[1]}\r`, ""), promptsOf(...plain));
});

test("a temperature of forks without their threshold is refused", () => {
  const { status, text } = measure("--fork-temperature", "1.5", "--out", out);
  assert.equal(status, 1);
  assert.match(text, /--fork-temperature and --fork-threshold go together/);
});

test("forks alone are sampled at their temperature", () => {
  const file = inputFile('{"numbers": [9, 5, 3], "target": 14}');
  const sampled = (...flags: string[]) => {
    const { status, text } = measure("--prompts", file, "--max-new-tokens", "4", "--out", out, ...flags);
    assert.equal(status, 0, text);
    return jsonLines(path.join(out, "tokens.jsonl"));
  };
  const cold = sampled("--temperature", "0.01", "--fork-temperature", "0.01", "--fork-threshold", "0");
  const coldForks = sampled("--fork-temperature", "0.01", "--fork-threshold", "0");
  const noForks = sampled("--fork-temperature", "0.01", "--fork-threshold", "100");
  assert.deepEqual(coldForks, cold, "every token of a random model is above 0 nats");
  assert.notDeepEqual(noForks, cold);
});

test("where most responses are an end token alone, --chat is asked after", () => {
  const silent = path.join(folder, "silent");
  savePolicy(createPolicy(MODEL_SIZES.S, seededRng(1)), silent);
  const everyToken = Array.from({ length: VOCAB_SIZE }, (_, id) => id);
  writeFileSync(path.join(silent, "generation_config.json"), JSON.stringify({ eos_token_id: everyToken }));
  const file = inputFile('{"prompt": "9 5"}', '{"prompt": "9 5 3"}');
  const flags = ["--prompts", file, "--max-new-tokens", "2", "--out", out];
  assert.match(measureModel(silent, ...flags).text, /^most responses are empty$/m);
  const template = path.join(silent, "chat_template.jinja");
  writeFileSync(template, "{% for message in messages %}{{ message.content }} >{% endfor %}");
  assert.match(
    measureModel(silent, ...flags).text,
    /^most responses are empty: does the model want --chat\?$/m,
  );
  assert.match(measureModel(silent, ...flags, "--chat").text, /^most responses are empty$/m);
  assert.doesNotMatch(measure(...flags).text, /empty/);
});

test("a flag that means nothing in the chosen mode is refused by its name, before anything is read", () => {
  const sampled = "MODEL, MODEL --prompts, MODEL --task or --endpoint --prompts";
  const server = "--endpoint --prompts or --endpoint --score";
  const cases: [flags: string, wanted: string][] = [
    ["--score x --samples 7", `--samples means nothing with MODEL --score; it goes with ${sampled}`],
    ["--score x --max-new-tokens 3", "--max-new-tokens means nothing with MODEL --score"],
    ["--score x --seed 0", "--seed means nothing with MODEL --score"],
    ["--score x --formats json", "--formats means nothing with MODEL --score"],
    ["--score x --fork-threshold 1", "--fork-threshold means nothing with MODEL --score"],
    ["--prompts x --model foo", `--model means nothing with MODEL --prompts; it goes with ${server}`],
    ["--set top_k=4", "--set means nothing with MODEL; it goes with --endpoint --prompts"],
    ["--top 20", `--top means nothing with MODEL; it goes with ${server}`],
    ["--chat", "--chat means nothing with MODEL; it goes with MODEL --prompts, MODEL --score or --endpoint"],
    ["--task x --think on", "--think means nothing with MODEL --task; it goes with MODEL --prompts or MODEL"],
    ["--prompts x --score y", "give one of --prompts, --score and --task, received --prompts and --score"],
    ["--prompts x --formats boxed,json,boxed", 'wanted each format once, received "boxed,json,boxed"'],
  ];
  for (const [flags, wanted] of cases) {
    const { status, text } = measure(...flags.split(" "));
    assert.equal(status, 1, flags);
    assert.ok(text.includes(wanted), text);
  }
});

test("an unknown flag is refused", () => {
  const { status, text } = measure("--frobnicate");
  assert.notEqual(status, 0);
  assert.match(text, /unknown option '--frobnicate'/);
});

test("the committed record is what its command gives", () => {
  const record = JSON.parse(readFileSync("data/measurements/M/summary.json", "utf8"));
  const [, ...flags] = record.command.replace(/^npm run measure -- /, "").split(" ");
  assert.equal(record.command.split(" ")[4], "data/models/M");
  const { status, stderr } = spawnSync(
    process.execPath,
    ["dist/src/cli/measure.js", "data/models/M", ...flags, "--out", out],
    { encoding: "utf8" },
  );
  assert.equal(status, 0, stderr);
  const again = JSON.parse(readFileSync(path.join(out, "summary.json"), "utf8"));
  assert.equal(again.responses, record.responses);
  assert.ok(Math.abs(again.tokens - record.tokens) < 0.03 * record.tokens);
  for (const measure of ["meanEntropy", "shareBelow001", "percentile80"]) {
    const { estimate } = again[measure];
    assert.ok(estimate >= record[measure].low && estimate <= record[measure].high, `${measure}: ${estimate}`);
  }
});

test("a GGUF file is measured, conversations are written by its template, and only responses are scored", () => {
  const file = "test/models/gguf/fixtures/qwen3.gguf";
  const messages = '"messages": [{"role": "user", "content": "add 12"}]';
  const prompts = inputFile(`{${messages}}`, '{"prompt": "Now let"}');
  const sampled = measureModel(file, "--prompts", prompts, "--max-new-tokens", "3", "--out", out);
  assert.equal(sampled.status, 0, sampled.text);
  const thinking = measureModel(file, "--prompts", prompts, "--think", "off", "--out", out);
  assert.match(thinking.text, /chat template of .*qwen3\.gguf has no switch for thinking/);
  const scores = inputFile(
    `{${messages}, "response": "So the answer is 12"}`,
    '{"text": "So the answer is 12"}',
  );
  const scored = measureModel(file, "--score", scores, "--out", out);
  assert.equal(scored.status, 0, scored.text);
  const ids = loadTokenizer(file).encode("So the answer is 12");
  const lengths = jsonLines(path.join(out, "scores.jsonl")).map(
    ({ entropies }) => (entropies as number[]).length,
  );
  assert.deepEqual(lengths, [ids.length, ids.length - 1]);
  assert.match(measureModel(file, "--think", "maybe").text, /wanted on or off, received "maybe"/);
});
