import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { type Answer, events, json, localServer } from "../models/served/local-server.js";
import { toyEntropy, toyServer } from "../models/served/toy-server.js";

const folder = mkdtempSync(path.join(tmpdir(), "measure-endpoint-"));
after(() => rmSync(folder, { recursive: true }));
const prompts = path.join(folder, "prompts.jsonl");
const texts = path.join(folder, "texts.jsonl");
const KEY = "sk-not-to-be-seen";

before(() => {
  writeFileSync(prompts, ['{"prompt": "one"}', '{"prompt": "two"}', '{"prompt": "three"}'].join("\n"));
  writeFileSync(texts, '{"text": "Say w1 w2 w3"}\n{"prompt": "Say w4", "response": " w5 w6"}');
});

async function measure(answer: Answer, ...flags: string[]) {
  const { endpoint, received, close } = await localServer(answer);
  const run = ["dist/src/cli/measure.js", "--endpoint", endpoint, "--model", "toy", ...flags];
  const { code, text } = await new Promise<{ code: number; text: string }>((resolve) =>
    execFile(
      process.execPath,
      run,
      { env: { ...process.env, FORKING_TOKENS_API_KEY: KEY } },
      (error, stdout, stderr) => resolve({ code: Number(error?.code ?? 0), text: stdout + stderr }),
    ),
  );
  close();
  return { code, text, received };
}

const jsonLines = (file: string) =>
  readFileSync(file, "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));

const command = (out: string): string =>
  JSON.parse(readFileSync(path.join(out, "summary.json"), "utf8")).command;

test("--prompts collects responses whose bounds hold the true entropies, and never tells the key", async () => {
  const out = path.join(folder, "out");
  const flags = [
    "--prompts",
    prompts,
    "--samples",
    "2",
    "--max-new-tokens",
    "12",
    "--top",
    "5",
    "--out",
    out,
  ];
  const { code, text, received } = await measure(toyServer(), ...flags);
  assert.equal(code, 0, text);
  assert.match(text, /72 tokens of 6 responses to 3 prompts/);
  assert.match(text, /meanEntropy +at least \d\.\d+ \[.*\], at most \d\.\d+ \[/);
  const [{ settings }, ...records] = jsonLines(path.join(out, "responses.jsonl"));
  assert.deepEqual([settings.temperature, settings.vocabSize, records.length], [1, 40, 6]);
  let [low, high, truth] = [0, 0, 0];
  for (const { prompt, tokens, entropyLow, entropyHigh } of records) {
    let prefix = ["one", "two", "three"][prompt];
    for (const [t, token] of tokens.entries()) {
      const entropy = toyEntropy(prefix);
      assert.ok(
        entropyLow[t] <= entropy && entropy <= entropyHigh[t],
        `${entropyLow[t]} ${entropy} ${entropyHigh[t]}`,
      );
      [low, high, truth] = [low + entropyLow[t], high + entropyHigh[t], truth + entropy];
      prefix += token;
    }
  }
  const summary = JSON.parse(readFileSync(path.join(out, "summary.json"), "utf8"));
  const fields = { top_k: -1, min_p: 0, repetition_penalty: 1, repeat_penalty: 1 };
  assert.deepEqual([settings.extra, summary.fields], [fields, fields]);
  assert.ok(received.slice(1).every(({ body }) => body.top_k === -1 && body.min_p === 0));
  assert.ok(Math.abs(summary.meanEntropy.low.estimate - low / 72) < 1e-6);
  assert.ok(summary.meanEntropy.low.estimate < truth / 72 && truth / 72 < summary.meanEntropy.high.estimate);
  assert.ok(received.every(({ authorization }) => authorization === `Bearer ${KEY}`));
  for (const file of readdirSync(out)) assert.ok(!readFileSync(path.join(out, file)).includes(KEY), file);
  // The same command asks for nothing again.
  const again = await measure(toyServer(), ...flags);
  assert.match(again.text, /was collected with endpoint/);
});

test("--set wins over the fields that leave the distribution whole", async () => {
  const out = path.join(folder, "set");
  const flags = [
    ...["--prompts", prompts, "--limit", "1", "--max-new-tokens", "2"],
    ...["--set", "top_k=7", "--set", 'bad_words=["a b"]'],
  ];
  const { code, text, received } = await measure(toyServer(), ...flags, "--out", out);
  assert.equal(code, 0, text);
  const asked = received.filter(({ path }) => path === "/v1/completions");
  assert.ok(asked.every(({ body }) => body.top_k === 7 && body.min_p === 0));
  assert.match(command(out), / --set 'bad_words=\["a b"\]' --out /);
});

test("--score believes an echo that is right, undoes a shift, and refuses another", async () => {
  const scores = async (echo: "right" | "early" | "wrong") => {
    const out = path.join(folder, echo);
    const { code, text } = await measure(toyServer({ echo }), "--score", texts, "--out", out);
    return { code, text, lines: code === 0 ? jsonLines(path.join(out, "scores.jsonl")) : [] };
  };
  const right = await scores("right");
  assert.equal(right.code, 0, right.text);
  assert.deepEqual(
    right.lines.map(({ tokens }) => tokens),
    [
      ["Say", " w1", " w2", " w3"],
      [" w5", " w6"],
    ],
  );
  const truth = toyEntropy("Say w4 w5");
  const hold = ({ entropyLow, entropyHigh }: { entropyLow: number[]; entropyHigh: number[] }) =>
    entropyLow[1] <= truth && truth <= entropyHigh[1] && entropyHigh[1] - entropyLow[1] < 1;
  assert.ok(hold(right.lines[1]));
  const early = await scores("early");
  assert.match(early.text, /one place early: the shift is undone/);
  assert.ok(hold(early.lines[1]));
  const wrong = await scores("wrong");
  assert.equal(wrong.code, 1);
  assert.match(wrong.text, /error: echoed log-probabilities differ/);
  assert.ok(!existsSync(path.join(folder, "wrong")), "where nothing is measured nothing stays");
});

test("problems are asked in several formats, and compliance is told", async () => {
  const problems = path.join(folder, "problems.jsonl");
  writeFileSync(problems, '{"question": "2+2?", "answer": "4"}');
  const chat: Answer = (response, { path: address, body }) => {
    if (address === "/v1/models") return json(response, { data: [{ id: "toy" }] });
    const asked = (body.messages as { content: string }[])[0].content;
    const said = asked.includes("JSON") ? '{"answer": 5}' : "It is \\boxed{4}.";
    const finish_reason = asked.includes("JSON") ? "length" : "stop";
    const content = [{ token: said, logprob: -0.1, top_logprobs: [{ token: said, logprob: -0.1 }] }];
    events(response, [{ choices: [{ delta: { content: said }, logprobs: { content }, finish_reason }] }]);
  };
  const out = path.join(folder, "formats");
  const flags = [
    "--prompts",
    problems,
    "--chat",
    "--formats",
    "boxed,json,plain",
    "--top",
    "1",
    "--out",
    out,
  ];
  const { code, text } = await measure(chat, ...flags);
  assert.equal(code, 0, text);
  assert.match(
    text,
    /boxed: in the format 100\.0 % .* right 100\.0 %.*, cut off by length 0\.0 %.*; 1 responses to 1 problems/,
  );
  assert.match(text, /json: in the format 100\.0 % .* right 0\.0 %.*, cut off by length 100\.0 %/);
  assert.match(text, /plain: in the format 0\.0 %/);
  assert.match(text, /no upper bounds: .*give --vocab-size/);
});

test("what is missing or contradictory is said before anything is asked", async () => {
  const refused = async (wanted: RegExp, ...flags: string[]) => {
    const { code, text, received } = await measure(toyServer(), ...flags);
    assert.notEqual(code, 0);
    assert.match(text, wanted);
    assert.equal(received.length, 0);
  };
  await refused(/wants --prompts FILE or --score FILE; received neither/);
  await refused(/wants --prompts FILE or --score FILE; received --task/, "--task", "x.mjs");
  for (const [flag, value] of [
    ["--dtype", "int8"],
    ["--keys-and-values", "float16"],
    ["--batch-rows", "3"],
    ["--threads", "2"],
    ["--fork-temperature", "2"],
    ["--fork-threshold", "1"],
    ["--think", "off"],
  ])
    await refused(
      new RegExp(`${flag} means nothing with --endpoint --prompts; it goes with MODEL`),
      ...["--prompts", prompts, flag, value],
    );
  for (const flag of ["--temperature=3", "--samples=2", "--set=top_k=4", "--chat"])
    await refused(
      new RegExp(`${flag.split("=")[0]} means nothing with --endpoint --score; it goes with`),
      ...["--score", texts, flag],
    );
  const empty = path.join(folder, "empty.jsonl");
  writeFileSync(empty, "\n");
  const out = path.join(folder, "nothing");
  for (const flag of ["--prompts", "--score"])
    await refused(/empty\.jsonl holds no line to measure; wanted one or more/, flag, empty, "--out", out);
  assert.ok(!existsSync(out));
  await refused(
    /--set takes no "temperature": give --temperature/,
    "--prompts",
    prompts,
    "--set=temperature=3",
  );
  await refused(/a model folder or --endpoint, not both/, "data/models/M", "--prompts", prompts);
  await refused(
    /wanted boxed,think,json,plain, received "boxes"/,
    "--prompts",
    prompts,
    "--formats",
    "boxes",
  );
});
