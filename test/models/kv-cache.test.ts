import assert from "node:assert/strict";
import { test } from "node:test";
import { createDecoder, selectBackend, tf } from "../../src/kernels/index.js";
import {
  createPolicy,
  hiddenStates,
  loadPolicy,
  type Policy,
  projectToVocabulary,
} from "../../src/models/index.js";
import { seededRng } from "../../src/random/index.js";
import { BACKENDS } from "../kernels/backends.js";
import { largestDifference } from "./largest-difference.js";

const POLICIES: Record<string, () => Policy> = {
  "grouped-query, untied Qwen3": () => loadPolicy("test/models/fixtures/qwen3"),
  "tied Llama": () => loadPolicy("test/models/fixtures/llama"),
  "size S": () => createPolicy("S", seededRng(1)),
};

/** Logits after the last token of a sequence, from one forward pass over all of it. */
function lastLogits(policy: Policy, tokens: number[]): Float32Array {
  return tf.tidy(() => {
    const ids = tf.tensor1d(tokens, "int32");
    const hidden = hiddenStates(policy, ids, { batch: 1, length: tokens.length });
    const logits = projectToVocabulary(policy, hidden).dataSync() as Float32Array;
    return logits.slice(-policy.config.vocabSize);
  });
}

for (const backend of BACKENDS) {
  for (const [name, make] of Object.entries(POLICIES)) {
    test(`decoding with a cache equals the full forward pass: ${name} on ${backend}`, async () => {
      await selectBackend({ force: backend });
      const policy = make();
      const { vocabSize } = policy.config;
      const rng = seededRng(5);
      const decoder = createDecoder(policy.weights, policy.config, { maxLength: 16 });
      const prompts = [[1, 2, 3, 4], [5], [6, 7, 8]];
      let texts = prompts.flatMap((prompt) => [prompt, prompt]);
      const agree = (logits: Float32Array): void => {
        assert.equal(logits.length, texts.length * vocabSize);
        for (const [row, text] of texts.entries()) {
          const ours = logits.slice(row * vocabSize, (row + 1) * vocabSize);
          assert.ok(largestDifference(ours, lastLogits(policy, text)) < 1e-5, `row ${row} after ${text}`);
        }
      };
      const step = (): void => {
        const tokens = Int32Array.from(texts, () => rng.integer(vocabSize));
        texts = texts.map((text, row) => [...text, tokens[row]]);
        agree(decoder.step(tokens));
      };
      agree(decoder.prefill(prompts, 2));
      for (let i = 0; i < 4; i++) step();
      decoder.keep(Int32Array.of(1, 2, 5));
      texts = [texts[1], texts[2], texts[5]];
      for (let i = 0; i < 4; i++) step();
      decoder.dispose();
      policy.dispose();
    });
  }
}
