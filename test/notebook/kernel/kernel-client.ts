import { type ChildProcess, spawn } from "node:child_process";
import { createHmac, randomUUID } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { Dealer, Subscriber } from "zeromq";

/** A message of the kernel, taken apart. */
export interface KernelMessage {
  channel: "shell" | "iopub";
  type: string;
  /** The id of the request that it answers. */
  parent: string;
  content: Record<string, unknown>;
}

/** The project's kernel, spoken to as Jupyter does: over its sockets. */
export interface KernelClient {
  /** Everything that it has said, in the order of arrival. */
  messages: readonly KernelMessage[];
  /** Sends a cell and returns the request's id. */
  send(code: string): Promise<string>;
  /** Waits for the first message that fits. */
  until(fits: (message: KernelMessage) => boolean): Promise<KernelMessage>;
  /** What a request has printed so far. */
  printed(id: string, name: "stdout" | "stderr"): string;
  /** What Jupyter does for the Stop button. */
  interrupt(): void;
  close(): void;
}

const START = path.resolve(__dirname, "../../../src/notebook/kernel/start.js");
const KEY = "a key";

/** Starts the kernel in notebooks/, where cells can import the package. */
export async function startKernel(): Promise<KernelClient> {
  const folder = mkdtempSync(path.join(tmpdir(), "kernel-"));
  const file = path.join(folder, "connection.json");
  const names = ["shell", "iopub", "stdin", "control", "hb"];
  const ports = await freePorts(names.length);
  const port = (name: string) => ports[names.indexOf(name)];
  const where = { transport: "tcp", ip: "127.0.0.1", key: KEY, signature_scheme: "hmac-sha256" };
  const connection = Object.fromEntries(names.map((name) => [`${name}_port`, port(name)]));
  writeFileSync(file, JSON.stringify({ ...where, ...connection }));
  const kernel: ChildProcess = spawn(process.execPath, [START, "--config-path", file], {
    cwd: path.resolve("notebooks"),
    stdio: "inherit",
  });
  const [shell, iopub] = [new Dealer(), new Subscriber()];
  iopub.subscribe();
  for (const [name, socket] of Object.entries({ shell, iopub }))
    socket.connect(`tcp://127.0.0.1:${port(name)}`);

  const messages: KernelMessage[] = [];
  let listeners: (() => void)[] = [];
  const listen = async (channel: KernelMessage["channel"], socket: Dealer | Subscriber): Promise<void> => {
    for await (const frames of socket) {
      const parts = frames.map(String);
      const at = parts.indexOf("<IDS|MSG>");
      const [header, parent, , content] = parts.slice(at + 2).map((text) => JSON.parse(text));
      messages.push({ channel, type: header.msg_type, parent: parent.msg_id, content });
      for (const listener of listeners) listener();
    }
  };
  void listen("shell", shell);
  void listen("iopub", iopub);

  const request = async (type: string, content: object): Promise<string> => {
    const id = randomUUID();
    const header = { msg_id: id, msg_type: type, session: "s", username: "u", version: "5.3", date: "" };
    const bodies = [header, {}, {}, content].map((body) => JSON.stringify(body));
    const signature = createHmac("sha256", KEY).update(bodies.join("")).digest("hex");
    await shell.send(["<IDS|MSG>", signature, ...bodies]);
    return id;
  };
  const client: KernelClient = {
    messages,
    send: (code) => request("execute_request", { code, stop_on_error: true }),
    until: (fits) =>
      new Promise((resolve) => {
        const look = (): void => {
          const found = messages.find(fits);
          if (!found) return;
          listeners = listeners.filter((listener) => listener !== look);
          resolve(found);
        };
        listeners.push(look);
        look();
      }),
    printed: (id, name) =>
      messages
        .filter(({ type, parent, content }) => type === "stream" && parent === id && content.name === name)
        .map(({ content }) => content.text)
        .join(""),
    interrupt: () => kernel.kill("SIGINT"),
    close() {
      kernel.kill("SIGKILL");
      shell.close();
      iopub.close();
      rmSync(folder, { recursive: true });
    },
  };
  const ready = await request("kernel_info_request", {});
  await client.until(({ parent, type }) => parent === ready && type === "kernel_info_reply");
  // A subscriber hears nothing until its subscription has arrived: ask until a status comes.
  while (!messages.some(({ channel }) => channel === "iopub")) {
    await request("kernel_info_request", {});
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return client;
}

async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from(
      { length: count },
      () =>
        new Promise<ReturnType<typeof createServer>>((resolve) => {
          const server = createServer().listen(0, "127.0.0.1", () => resolve(server));
        }),
    ),
  );
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
