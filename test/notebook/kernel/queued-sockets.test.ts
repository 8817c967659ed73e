import assert from "node:assert/strict";
import { test } from "node:test";
import { sendQueue } from "../../../src/notebook/kernel/queued-sockets.js";

test("a thousand messages in one turn arrive in order, never more than 256 at once", async () => {
  const arrived: number[] = [];
  let open = 0;
  let most = 0;
  const send = sendQueue(async (message: number) => {
    most = Math.max(most, ++open);
    await new Promise((resolve) => setImmediate(resolve));
    arrived.push(message);
    open--;
  });
  const numbers = Array.from({ length: 1000 }, (_, i) => i);
  await Promise.all(numbers.map(send));
  assert.deepEqual(arrived, numbers);
  assert.ok(most <= 257, `${most}`);
});

test("after a quiet turn messages go straight out again", async () => {
  const started: number[] = [];
  const send = sendQueue(async (message: number) => {
    started.push(message);
  });
  await Promise.all(Array.from({ length: 300 }, (_, i) => send(i)));
  await new Promise((resolve) => setImmediate(resolve));
  void send(300);
  assert.equal(started.at(-1), 300);
});
