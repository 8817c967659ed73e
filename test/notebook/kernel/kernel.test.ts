import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { type KernelClient, type KernelMessage, startKernel } from "./kernel-client.js";

let kernel: KernelClient;
before(async () => {
  kernel = await startKernel();
});
after(() => kernel.close());

const isReply = (id: string) => (message: KernelMessage) =>
  message.type === "execute_reply" && message.parent === id;
const isIdle = (id: string) => (message: KernelMessage) =>
  message.type === "status" && message.parent === id && message.content.execution_state === "idle";

async function run(code: string): Promise<{ id: string; reply: KernelMessage }> {
  const id = await kernel.send(code);
  await kernel.until(isIdle(id));
  return { id, reply: await kernel.until(isReply(id)) };
}

/** For 200 ms after an error tslab answers every request with "abort". */
function afterAnError(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 400));
}

const LOOP = `
import { notebook } from "forking-tokens";
(globalThis as any).turns = 0;
const line = notebook.progressLine("a loop", { total: 100000 });
for (let i = 0; i < 100000; i++) {
  (globalThis as any).turns++;
  if (i === 1) console.log("it runs");
  line.update(i);
  await new Promise((resolve) => setTimeout(resolve, 5));
}`;

test("Stop ends the loop of a live cell, in one line, and running it again starts afresh", async () => {
  for (const attempt of ["first", "again"]) {
    const id = await kernel.send(LOOP);
    await kernel.until(({ parent, content }) => parent === id && /it runs/.test(`${content.text}`));
    kernel.interrupt();
    const { content } = await kernel.until(isReply(id));
    assert.equal(content.status, "error", attempt);
    await kernel.until(isIdle(id));
    assert.equal(kernel.printed(id, "stderr"), "stopped; run the cell again to start over\n", attempt);

    await afterAnError();
    const look = "console.log((globalThis as any).turns)";
    const { id: one } = await run(look);
    const { id: two } = await run(`await new Promise((r) => setTimeout(r, 300)); ${look}`);
    assert.match(kernel.printed(one, "stdout"), /^\d+\n$/, attempt);
    assert.equal(kernel.printed(two, "stdout"), kernel.printed(one, "stdout"), "the loop has ended");
    assert.equal(kernel.printed(id, "stdout").includes("it runs"), true);
  }
});

test("the kernel is busy until the last cell of Run All has ended", async () => {
  const from = kernel.messages.length;
  const wait = "await new Promise((resolve) => setTimeout(resolve, 100));";
  const ids = await Promise.all([wait, wait, wait].map((code) => kernel.send(code)));
  await kernel.until(isIdle(ids[2]));
  const states = kernel.messages
    .slice(from)
    .filter(({ type }) => type === "status")
    .map(({ content }) => content.execution_state);
  const idles = states.flatMap((state, i) => (state === "idle" ? [i] : []));
  assert.equal(idles.length, 3);
  for (const i of idles.slice(0, 2)) assert.equal(states[i + 1], "busy", states.join(" "));
  assert.equal(states.at(-1), "idle");
});

test("an error of a cell is in its reply, and what waits behind it is answered as aborted", async () => {
  const ids = await Promise.all(['throw new RangeError("boom")', "1", "2"].map((code) => kernel.send(code)));
  const replies = await Promise.all(ids.map((id) => kernel.until(isReply(id))));
  assert.equal(replies[0].content.ename, "RangeError");
  assert.equal(replies[0].content.evalue, "boom");
  assert.deepEqual(
    replies.map(({ content }) => content.status),
    ["error", "abort", "abort"],
  );
  await afterAnError();
});
