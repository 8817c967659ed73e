import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Readable, Writable } from "node:stream";

type Result = Record<string, unknown>;

/** A page in a headless Chromium, steered through the DevTools protocol over a pipe. */
export interface BrowserPage {
  /** Opens an address and waits until it is loaded. */
  open(address: string): Promise<void>;
  /** The value of an expression in the page; promises are awaited. */
  evaluate<T>(expression: string): Promise<T>;
  /** Presses a key, such as "ArrowDown". */
  press(key: string): Promise<void>;
  send(method: string, parameters?: object): Promise<Result>;
  /** Errors and warnings that the page wrote to its console, and addresses that it asked for. */
  messages: string[];
  requests: string[];
  close(): Promise<void>;
}

/** Starts a browser with one page of the given size. */
export async function openBrowser(
  chromium: string,
  { width = 1400, height = 900, dark = false }: { width?: number; height?: number; dark?: boolean } = {},
): Promise<BrowserPage> {
  const profile = mkdtempSync(path.join(tmpdir(), "browser-"));
  const flags = ["--headless", "--no-sandbox", "--disable-gpu", "--remote-debugging-pipe", "--no-first-run"];
  const child = spawn(
    chromium,
    [...flags, `--window-size=${width},${height}`, `--user-data-dir=${profile}`, "about:blank"],
    { stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"] },
  );
  const { send, on } = protocol(child);
  const { targetInfos } = (await send("Target.getTargets")) as {
    targetInfos: { type: string; targetId: string }[];
  };
  const { targetId } = targetInfos.find(({ type }) => type === "page")!;
  const { sessionId } = await send("Target.attachToTarget", { targetId, flatten: true });
  const inPage = (method: string, parameters: object = {}): Promise<Result> =>
    send(method, parameters, sessionId as string);
  const messages: string[] = [];
  const requests: string[] = [];
  on("Runtime.exceptionThrown", ({ exceptionDetails }) => messages.push(JSON.stringify(exceptionDetails)));
  on("Log.entryAdded", ({ entry }) => messages.push(JSON.stringify(entry)));
  on("Network.requestWillBeSent", ({ request }) => requests.push((request as { url: string }).url));
  for (const domain of ["Page", "Runtime", "Log", "Network"]) await inPage(`${domain}.enable`);
  await inPage("Emulation.setDeviceMetricsOverride", { width, height, deviceScaleFactor: 1, mobile: false });
  if (dark)
    await inPage("Emulation.setEmulatedMedia", {
      features: [{ name: "prefers-color-scheme", value: "dark" }],
    });
  return {
    messages,
    requests,
    send: inPage,
    async open(address) {
      const loaded = new Promise<void>((resolve) => on("Page.loadEventFired", () => resolve()));
      await inPage("Page.navigate", { url: address });
      await loaded;
    },
    async evaluate<T>(expression: string): Promise<T> {
      const options = { expression, awaitPromise: true, returnByValue: true };
      const { result, exceptionDetails } = await inPage("Runtime.evaluate", options);
      if (exceptionDetails) throw new Error(JSON.stringify(exceptionDetails));
      return (result as { value: T }).value;
    },
    async press(key) {
      const text = key.length === 1 ? { text: key } : key === "Enter" ? { text: "\r" } : {};
      for (const type of ["keyDown", "keyUp"]) await inPage("Input.dispatchKeyEvent", { type, key, ...text });
    },
    async close() {
      const ended = new Promise((resolve) => child.once("exit", resolve));
      await Promise.race([send("Browser.close"), ended]);
      await ended;
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** Messages of the protocol, ended by a zero byte each, over the pipes 3 and 4. */
function protocol(child: ChildProcess) {
  const [input, output] = [child.stdio[3] as Writable, child.stdio[4] as Readable];
  const waiting = new Map<number, { resolve: (result: Result) => void; reject: (error: Error) => void }>();
  const listeners = new Map<string, ((parameters: Result) => void)[]>();
  let received = "";
  let sent = 0;
  output.setEncoding("utf8").on("data", (part: string) => {
    const parts = (received + part).split("\0");
    received = parts.pop()!;
    for (const one of parts) {
      const { id, result, error, method, params } = JSON.parse(one);
      const asked = waiting.get(id);
      waiting.delete(id);
      if (error) asked?.reject(new Error(JSON.stringify(error)));
      else asked?.resolve(result);
      for (const listener of listeners.get(method) ?? []) listener(params);
    }
  });
  return {
    send: (method: string, params: object = {}, sessionId?: string): Promise<Result> =>
      new Promise((resolve, reject) => {
        waiting.set(++sent, { resolve, reject });
        input.write(`${JSON.stringify({ id: sent, method, params, sessionId })}\0`);
      }),
    on: (method: string, listener: (parameters: Result) => void): void => {
      listeners.set(method, [...(listeners.get(method) ?? []), listener]);
    },
  };
}
