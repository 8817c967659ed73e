import assert from "node:assert/strict";
import { test } from "node:test";
import { checkedMdp, crossroads, type Transition } from "../../src/tabular/index.js";

const end: Transition = { next: null, probability: 1, reward: 0 };
const mdp = (transitions: Transition[][][]) => ({ states: ["a", "b"], actions: ["x"], transitions });

test("the crossroads pass their own check", () => {
  assert.equal(checkedMdp(crossroads()).states.length, 5);
});

test("a malformed process is refused with the place and the value", () => {
  assert.throws(() => checkedMdp(mdp([[[end]]])), /2 states x 1 actions, received \[1\]/);
  assert.throws(
    () => checkedMdp(mdp([[[{ ...end, probability: 0.5 }]], [[end]]])),
    /state "a", action "x": .* received 0.5/,
  );
  assert.throws(() => checkedMdp(mdp([[[{ ...end, next: 0 }]], [[end]]])), /from 1 to 1, received 0/);
  assert.throws(() => checkedMdp(mdp([[[end]], [[{ ...end, next: 7 }]]])), /received 7/);
});
