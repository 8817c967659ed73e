import assert from "node:assert/strict";
import { test } from "node:test";
import {
  parseEchoText,
  parsePrompt,
  parsePrompts,
  parseScoredText,
  parseServedLine,
} from "../../src/analysis/index.js";
import { EOS, encodeWords, PAD, VOCAB_SIZE, VOCABULARY } from "../../src/countdown/index.js";
import type { ChatTemplate, Tokenizer } from "../../src/models/index.js";

const tokenizer: Tokenizer = {
  encode: (text) => Array.from(encodeWords(text)),
  encodeChat: () => assert.fail("the template writes messages out"),
  decode: (ids) => Array.from(ids, (id) => VOCABULARY[id]).join(" "),
  token: (id) => VOCABULARY[id],
  displayToken: (id) => VOCABULARY[id],
  vocabSize: VOCAB_SIZE,
  eosId: EOS,
  endIds: [EOS],
  padId: PAD,
};
const limits = { tokenizer, longest: 8 };

test("a text, ids and a problem give the same prompt; only the problem's roles are known", () => {
  const ids = Array.from(encodeWords("9 5 3 : 14 >"));
  const text = parsePrompt({ prompt: "9 5 3 : 14 >" }, limits);
  const problem = parsePrompt({ numbers: [9, 5, 3], target: 14 }, limits);
  assert.deepEqual(Array.from(text.tokens), ids);
  assert.deepEqual(Array.from(parsePrompt({ tokens: ids }, limits).tokens), ids);
  assert.deepEqual(Array.from(problem.tokens), ids);
  assert.deepEqual([text.problem, problem.problem], [undefined, { numbers: [9, 5, 3], target: 14 }]);
});

test("a Countdown problem has three or four numbers in any order, and a model with its vocabulary", () => {
  const { tokens, problem } = parsePrompt({ numbers: [3, 9, 4, 5], target: 14 }, limits);
  assert.deepEqual(Array.from(tokens), Array.from(encodeWords("9 5 4 3 : 14 >")));
  assert.deepEqual(problem, { numbers: [9, 5, 4, 3], target: 14 });
  for (const numbers of [
    [9, 5],
    [9, 5, 4, 3, 1],
  ])
    assert.throws(
      () => parsePrompt({ numbers, target: 14 }, limits),
      /wanted .*"numbers": \[three or four\]/,
    );
  const stranger = (own: Partial<Tokenizer>) => ({ longest: 8, tokenizer: { ...tokenizer, ...own } });
  for (const own of [{ vocabSize: 49152 }, { token: (id: number) => `<${id}>` }])
    assert.throws(
      () => parsePrompt({ numbers: [9, 5, 3], target: 12 }, stranger(own)),
      /vocabulary is not Countdown's, so it takes no \{"numbers", "target"\}; wanted a text/,
    );
});

test("anything else is refused with what is wanted", () => {
  for (const line of [
    {},
    7,
    { prompt: "" },
    { tokens: [] },
    { prompt: "a", target: 3 },
    { numbers: [3, 2, 1] },
  ])
    assert.throws(() => parsePrompt(line, limits), /wanted \{"prompt": text\}/);
  assert.throws(
    () => parsePrompt({ tokens: [120] }, limits),
    /token id 120 .* vocabulary of 120 \(0 to 119\)/,
  );
});

const plain = (sequence: { prompt: ArrayLike<number>; response: ArrayLike<number> }) => ({
  prompt: Array.from(sequence.prompt),
  response: Array.from(sequence.response),
});

test("an empty field is named", () => {
  const refused = (parse: (value: object) => unknown, line: object, name: string) =>
    assert.throws(() => parse(line), { message: new RegExp(`^"${name}" is empty; wanted \\{"`) });
  refused((line) => parsePrompt(line, limits), { prompt: "" }, "prompt");
  refused((line) => parsePrompt(line, limits), { tokens: [] }, "tokens");
  refused((line) => parsePrompts(line, limits, ["boxed"]), { question: "", answer: "4" }, "question");
  refused((line) => parseScoredText(line, limits), { prompt: "9", response: "" }, "response");
  refused((line) => parseEchoText(line), { text: "" }, "text");
  refused((line) => parseServedLine(line, { formats: [], chat: false }), { messages: [] }, "messages");
});

test("a text to be scored needs two ids of the vocabulary", () => {
  assert.deepEqual(plain(parseScoredText({ tokens: [3, 4] }, limits)), { prompt: [3], response: [4] });
  assert.throws(() => parseScoredText({ tokens: [3] }, limits), /two ids or more/);
  assert.throws(() => parseScoredText({ tokens: [3, 4.5] }, limits), /two ids or more/);
  assert.throws(() => parseScoredText({ tokens: [3, 999] }, limits), /token id 999/);
});

/** Character by character, but "ab" is one token; "<" is put before a text where special tokens are wanted. */
const letters: Tokenizer = {
  ...tokenizer,
  vocabSize: 128,
  encode: (text, { specialTokens = false } = {}) =>
    Array.from(`${specialTokens ? "<" : ""}${text}`.replaceAll("ab", "#"), (letter) => letter.charCodeAt(0)),
};
const template: ChatTemplate = {
  canSwitchThinking: true,
  render: (messages, { think } = {}) =>
    `${messages.map(({ role, content }) => `[${role[0]}:${content}]`).join("")}[a:${think === false ? "!" : ""}`,
};
const chatLimits = { tokenizer: letters, longest: 100, template };
const text = (ids: ArrayLike<number>): string => String.fromCharCode(...Array.from(ids));

test("of a prompt or a conversation with a response the response alone counts", () => {
  const scored = (line: object, more: object = {}): [string, string] => {
    const { prompt, response } = parseScoredText(line, { ...chatLimits, ...more });
    return [text(prompt), text(response)];
  };
  assert.deepEqual(scored({ text: "xyz" }), ["<", "xyz"]);
  assert.deepEqual(scored({ prompt: "xy", response: "z" }), ["<xy", "z"]);
  const messages = [{ role: "user", content: "hi" }];
  assert.deepEqual(scored({ messages, response: "z" }), ["[u:hi][a:", "z"]);
  assert.deepEqual(scored({ prompt: "hi", response: "z" }, { asUser: true, think: false }), [
    "[u:hi][a:!",
    "z",
  ]);
  assert.deepEqual(
    scored({ prompt: "xa", response: "bc" }),
    ["<xa", "bc"],
    "tokens grow together over no border",
  );
  assert.throws(() => scored({ text: "" }), /wanted \{"tokens"/);
  assert.throws(() => scored({ prompt: "x", response: "" }), /"response": text/);
});

test("a conversation is written out by the chat template, without further special tokens", () => {
  const messages = [
    { role: "system", content: "s" },
    { role: "user", content: "u" },
  ];
  assert.equal(text(parsePrompt({ messages }, chatLimits).tokens), "[s:s][u:u][a:");
  assert.equal(text(parsePrompt({ messages }, { ...chatLimits, think: false }).tokens), "[s:s][u:u][a:!");
  assert.equal(text(parsePrompt({ prompt: "u" }, { ...chatLimits, asUser: true }).tokens), "[u:u][a:");
  assert.equal(text(parsePrompt({ prompt: "u" }, chatLimits).tokens), "<u");
  assert.throws(
    () => parsePrompt({ messages }, { ...chatLimits, template: undefined }),
    /the model has no chat template, so it takes no messages/,
  );
  assert.throws(() => parsePrompt({ messages: [{ role: "user" }] }, chatLimits), /"messages": \[\{"role"/);
});

test("a problem with a known answer is asked for in every format, any other line is one prompt", () => {
  const line = { question: "9", answer: "so 9 #### 14" };
  const prompts = parsePrompts(line, { ...chatLimits, longest: 1000 }, ["boxed", "json"]);
  assert.match(text(prompts[0].tokens), /^<9\n\n.*boxed/);
  assert.deepEqual(
    prompts.map(({ asked }) => asked),
    [
      { format: "boxed", key: "14" },
      { format: "json", key: "14" },
    ],
  );
  assert.deepEqual(parsePrompts({ tokens: [3] }, limits, ["boxed"]), [{ tokens: Int32Array.of(3) }]);
});

test("a text of no tokens, or of more than the model is meant for, is refused where it stands", () => {
  assert.throws(() => parsePrompt({ prompt: " " }, limits), /one token or more, received none/);
  const tokens = new Array(9).fill(3);
  assert.throws(
    () => parsePrompt({ tokens }, limits),
    /at most 8 tokens, what the model is meant for, received 9/,
  );
  assert.throws(() => parseScoredText({ tokens }, limits), /at most 8 tokens/);
});
