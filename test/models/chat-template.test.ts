import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { loadChatTemplate, loadTokenizer } from "../../src/models/index.js";
import type { ChatMessage } from "../../src/task/index.js";
import { REAL_MODEL, WITHOUT_REAL_MODEL } from "./real-model.js";

interface Fixture {
  templates: Record<string, string>;
  cases: { template: string; messages: ChatMessage[]; options: { think?: boolean }; text: string }[];
}
const { templates, cases }: Fixture = JSON.parse(
  readFileSync("test/models/fixtures/chat-templates.json", "utf8"),
);

const root = mkdtempSync(path.join(tmpdir(), "chat-template-"));
after(() => rmSync(root, { recursive: true }));

function folderWith(chat_template: unknown, files: Record<string, string> = {}): string {
  const folder = mkdtempSync(path.join(root, "model-"));
  const config = { bos_token: "<s>", eos_token: { content: "</s>" }, chat_template };
  writeFileSync(path.join(folder, "tokenizer_config.json"), JSON.stringify(config));
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text);
  return folder;
}
const user: ChatMessage = { role: "user", content: "Hello" };

test("conversations are written as transformers writes them", () => {
  for (const { template, messages, options, text } of cases)
    assert.equal(
      loadChatTemplate(folderWith(templates[template]))!.render(messages, options),
      text,
      template,
    );
});

test("a template stands in a file of its own, in the configuration, or in its list; a base model has none", () => {
  assert.equal(loadChatTemplate(folderWith("a"))!.render([user]), "a");
  assert.equal(loadChatTemplate(folderWith("a", { "chat_template.jinja": "b" }))!.render([user]), "b");
  const list = [
    { name: "tool_use", template: "t" },
    { name: "default", template: "d" },
  ];
  assert.equal(loadChatTemplate(folderWith(list))!.render([user]), "d");
  assert.equal(loadChatTemplate(folderWith(undefined)), undefined);
  assert.equal(loadChatTemplate("test/models/gguf/fixtures/llama.gguf"), undefined);
});

test("thinking is switched where the template knows it, and refused elsewhere", () => {
  const [with_, without] = [templates.thinking, templates.plain].map(
    (source) => loadChatTemplate(folderWith(source))!,
  );
  assert.deepEqual([with_.canSwitchThinking, without.canSwitchThinking], [true, false]);
  assert.throws(
    () => without.render([user], { think: false }),
    /chat template of .*model-.* no switch for thinking/,
  );
});

test("what a template refuses and what is no template is said, with the model", () => {
  const strict = loadChatTemplate(folderWith(templates.strict))!;
  assert.throws(
    () => strict.render([{ role: "system", content: "x" }]),
    /chat template of .*model-.* refuses the messages: System role not supported/,
  );
  assert.throws(
    () => loadChatTemplate(folderWith("{% if %}")),
    /chat template of .*model-.* cannot be read: /,
  );
});

test("a real model's template gives the tokens that it was trained with", {
  skip: WITHOUT_REAL_MODEL,
}, () => {
  const text = loadChatTemplate(REAL_MODEL)!.render([
    { role: "user", content: "What is 17 + 25? Think step by step." },
  ]);
  assert.equal(
    text,
    "<|im_start|>system\nYou are a helpful AI assistant named SmolLM, trained by Hugging Face<|im_end|>\n" +
      "<|im_start|>user\nWhat is 17 + 25? Think step by step.<|im_end|>\n<|im_start|>assistant\n",
  );
  const ids = loadTokenizer(REAL_MODEL).encode(text);
  assert.deepEqual(ids.slice(0, 3), [1, 9690, 198]);
  assert.deepEqual(ids.slice(-3), [520, 9531, 198]);
  assert.equal(ids.length, 45);
});
