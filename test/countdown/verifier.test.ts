import assert from "node:assert/strict";
import { test } from "node:test";
import {
  demonstrate,
  encodeWords,
  MAX_RESPONSE_TOKENS,
  maxResponseTokens,
  promptTokens,
  ROLE,
  ROLE_NAMES,
  STANDARD_RULES,
  sampleProblem,
  TOKEN,
  VOCAB_SIZE,
  verify,
} from "../../src/countdown/index.js";
import { nextRole } from "../../src/countdown/verifier.js";
import { seededRng } from "../../src/random/index.js";

const problem = { numbers: [7, 5, 2], target: 14 };
const right = "try 7 + 2 = 9 left 9 5 : 14 + 4 - 45 * want 14 + = 14 yes so answer 14 <eos>";
const failed = "perhaps 7 * 5 = 35 now 35 2 : 37 + 33 - 70 * want 14 - = 33 no";

const judge = (text: string) => verify(problem, encodeWords(text));
const roleLine = (text: string): string =>
  Array.from(judge(text).roles, (role) => ROLE_NAMES[role][0]).join("");

test("a solution is right, and its roles are known", () => {
  const { outcome, reward, valid, extras } = judge(right);
  assert.deepEqual([outcome, reward, valid], ["right", 1, true]);
  assert.deepEqual(extras, { attempts: 1, waits: 0, firstAttemptRight: 1 });
  //                          try 7 + 2 = 9 left 9 5 : 14 + 4 - 45 * want 14 + = 14 yes so answer 14 <eos>
  assert.equal(
    roleLine(right),
    ["d", "rrr", "dd", "d", "ddd", "dddddd", "dd", "r", "dd", "d", "dddd"].join(""),
  );
  const roles = judge(right).roles;
  assert.equal(roles[0], ROLE.decorative);
  assert.equal(roles[6], ROLE.decorative);
  assert.equal(roles[4], ROLE.determined);
});

test("giving up is wrong, going on and solving is right", () => {
  assert.equal(judge(`${failed} so answer 33 <eos>`).outcome, "wrong");
  const second = judge(`${failed} wait ${right}`);
  assert.equal(second.outcome, "right");
  assert.deepEqual(second.extras, { attempts: 2, waits: 1, firstAttemptRight: 0 });
  assert.equal(second.roles[encodeWords(failed).length], ROLE.real);
});

test("trying a fifth time, or ending in good grammar without <eos>, is out of budget", () => {
  const four = Array(4).fill(failed).join(" wait ");
  const fifth = judge(`${four} wait ${right}`);
  assert.deepEqual([fifth.outcome, fifth.reward, fifth.valid], ["out-of-budget", 0, false]);
  assert.deepEqual([fifth.extras.attempts, fifth.extras.waits], [4, 3]);
  assert.equal(fifth.roles[encodeWords(four).length], ROLE.error);
  assert.equal(judge(`${four} so answer 33 <eos>`).outcome, "wrong");
  assert.equal(judge(`${failed} wait try 7`).outcome, "out-of-budget");
  assert.equal(judge("").outcome, "out-of-budget");
});

test("every departure from the grammar is broken, and all from there on is error", () => {
  const cases = {
    "a false sum": right.replace("= 9", "= 8"),
    "a number that is not there": right.replace("7 + 2", "7 + 3"),
    "the smaller number first": right.replace("7 + 2", "2 + 7"),
    "a wrong inventory": right.replace("left 9 5", "left 9 4"),
    "a missing result in the list": right.replace("4 - ", ""),
    "another target": right.replace("want 14", "want 15"),
    "a false yes": failed.replace(/no$/, "yes"),
    "a false claim": right.replace("answer 14", "answer 13"),
    "something after the end": `${right} <eos>`,
    "no opener": right.slice(4),
  };
  for (const [name, text] of Object.entries(cases)) {
    const { outcome, reward, roles } = judge(text);
    assert.equal(outcome, "broken", name);
    assert.equal(reward, 0, name);
    const first = roles.indexOf(ROLE.error);
    assert.ok(first >= 0 && roles.subarray(first).every((role) => role === ROLE.error), name);
  }
});

test("a choice with one legal option is determined", () => {
  const single = verify({ numbers: [1, 1, 1], target: 5 }, encodeWords("try 1 + 1 = 2"));
  //  x = 1 and y = 1 are forced; + and * are both legal (1 - 1 = 0 is not)
  assert.deepEqual([...single.roles.subarray(1, 4)], [ROLE.determined, ROLE.real, ROLE.determined]);
});

test("demonstrations keep the grammar, fit the budget, and break wherever a determined token is changed", () => {
  const rng = seededRng(1);
  for (const rules of [STANDARD_RULES, { ...STANDARD_RULES, numberCount: 4 as const, maxAttempts: 3 }]) {
    let longest = 0;
    for (let i = 0; i < 1500; i++) {
      const drawn = sampleProblem(rng, { rules });
      const response = demonstrate(drawn, rng, { rules });
      const { outcome, roles } = verify(drawn, response, { rules });
      assert.ok(outcome === "right" || outcome === "wrong", outcome);
      assert.ok(!roles.includes(ROLE.error));
      longest = Math.max(longest, response.length);
      const at = rng.integer(response.length);
      if (roles[at] !== ROLE.determined) continue;
      const changed = [...response];
      changed[at] = (response[at] + 1 + rng.integer(VOCAB_SIZE - 1)) % VOCAB_SIZE;
      const { outcome: damage, roles: after } = verify(drawn, changed, { rules });
      assert.ok(damage === "broken" || (damage === "out-of-budget" && changed[at] === TOKEN.wait), damage);
      assert.equal(after.indexOf(ROLE.error), at);
    }
    assert.ok(longest <= maxResponseTokens(rules), `${longest}`);
  }
  assert.equal(MAX_RESPONSE_TOKENS, 95);
});

test("the searcher's rates: openers .5 .3 .2, one retry in two, four attempts at most", () => {
  const rng = seededRng(2);
  const openers = new Map<number, number>();
  let failures = 0;
  let retries = 0;
  const n = 6000;
  for (let i = 0; i < n; i++) {
    const drawn = sampleProblem(rng);
    const response = demonstrate(drawn, rng);
    openers.set(response[0], (openers.get(response[0]) ?? 0) + 1);
    const first = response.findIndex((token) => token === TOKEN.yes || token === TOKEN.no);
    if (response[first] === TOKEN.no) {
      failures++;
      if (response[first + 1] === TOKEN.wait) retries++;
    }
    assert.ok(verify(drawn, response).extras.attempts <= 4);
  }
  assert.ok(Math.abs(openers.get(TOKEN.try)! / n - 0.5) < 0.03);
  assert.ok(Math.abs(openers.get(TOKEN.perhaps)! / n - 0.2) < 0.02);
  assert.ok(Math.abs(retries / failures - 0.5) < 0.03);
});

test("without decoration there is one opener and one connective", () => {
  const rng = seededRng(3);
  for (let i = 0; i < 200; i++) {
    const response = demonstrate(sampleProblem(rng), rng, { decorated: false });
    assert.ok(
      !response.some((token) => token === TOKEN.maybe || token === TOKEN.perhaps || token === TOKEN.now),
    );
  }
});

test("the number of openers sets the share of tokens that decide nothing", () => {
  const shares = [0, 1, 3, 6].map((openers) => {
    const rules = { ...STANDARD_RULES, openers };
    const rng = seededRng(5);
    let [decorative, tokens] = [0, 0];
    for (let i = 0; i < 300; i++) {
      const drawn = sampleProblem(rng, { rules });
      const response = demonstrate(drawn, rng, { rules });
      const { outcome, roles, extras } = verify(drawn, response, { rules });
      assert.ok((outcome === "right" || outcome === "wrong") && response.length <= maxResponseTokens(rules));
      assert.equal(nextRole(drawn, [], { rules }) === ROLE.decorative, openers > 0);
      const found = roles.filter((role) => role === ROLE.decorative).length;
      assert.equal(found, extras.attempts * (openers + 1)); // and a connective
      decorative += found;
      tokens += response.length;
    }
    return Math.round((100 * decorative) / tokens);
  });
  assert.deepEqual(shares, [4, 8, 15, 24]);
  const [drawn] = [sampleProblem(seededRng(5))];
  const three = demonstrate(drawn, seededRng(6), { rules: { ...STANDARD_RULES, openers: 3 } });
  assert.equal(verify(drawn, three).outcome, "broken");
  const longest = promptTokens(drawn).length + maxResponseTokens({ ...STANDARD_RULES, openers: 6 });
  assert.ok(longest <= 128, `${longest} tokens do not fit the context of the base models`);
});

test("the next token's role is known before it is written", () => {
  const rng = seededRng(11);
  for (let trial = 0; trial < 40; trial++) {
    const drawn = sampleProblem(rng);
    const response = demonstrate(drawn, rng);
    const { roles } = verify(drawn, response);
    for (let t = 0; t < response.length; t++) assert.equal(nextRole(drawn, response.slice(0, t)), roles[t]);
    assert.equal(nextRole(drawn, response), ROLE.error);
    assert.equal(nextRole(drawn, [TOKEN.want, ...response.slice(0, 3)]), ROLE.error);
  }
});
