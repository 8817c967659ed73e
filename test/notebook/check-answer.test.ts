import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { answerDigest, checkAnswer } from "../../src/notebook/index.js";

function said(run: () => void): string {
  const log = mock.method(console, "log", () => {});
  try {
    run();
    return log.mock.calls.map((call) => call.arguments.join(" ")).join("\n");
  } finally {
    log.mock.restore();
  }
}

test("a digest accepts the answer to three decimals and nothing else", () => {
  const digest = answerDigest("1", 0.12345);
  assert.match(digest, /^[0-9a-f]{12}$/);
  assert.match(
    said(() => checkAnswer("1", 0.1231, digest)),
    /right\.$/,
  );
  assert.match(
    said(() => checkAnswer("1", 0.13, digest)),
    /not yet/,
  );
  assert.match(
    said(() => checkAnswer("2", 0.1231, digest)),
    /not yet/,
  );
});

test("words count without case and space, lists entry by entry, and -0 is 0", () => {
  assert.equal(answerDigest("1", " Unbiased"), answerDigest("1", "unbiased "));
  assert.equal(answerDigest("1", [-0.0001, 1]), answerDigest("1", [0, 1]));
  assert.notEqual(answerDigest("1", [1, 0]), answerDigest("1", [0, 1]));
});

test("a property decides by itself, and no answer is no mistake", () => {
  const isEven = (n: number) => n % 2 === 0;
  assert.match(
    said(() => checkAnswer("3", 4, isEven)),
    /right\.$/,
  );
  assert.match(
    said(() => checkAnswer("3", 5, isEven)),
    /not yet/,
  );
  assert.match(
    said(() => checkAnswer<number>("3", undefined, isEven)),
    /Exercise 3: open/,
  );
});
