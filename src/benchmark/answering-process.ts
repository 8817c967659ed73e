import { fork, spawn } from "node:child_process";
import { on } from "node:events";
import { createInterface } from "node:readline";

/** A process that does work when it is asked to, so that its processor time and memory are its own. */
export interface AnsweringProcess {
  /** What it says next. Throws where it ends instead. */
  // biome-ignore lint/suspicious/noExplicitAny: both ends of a pipe are in this folder
  next(): Promise<any>;
  // biome-ignore lint/suspicious/noExplicitAny: both ends of a pipe are in this folder
  ask(question: unknown): Promise<any>;
  /** Ends it, whatever it is at. */
  end(): void;
}

/** Starts a script of this folder, which answers messages with messages. */
export function forkAnswering(script: string, args: readonly string[]): AnsweringProcess {
  const child = fork(script, args);
  const messages = on(child, "message", { close: ["exit"] });
  const next = async () => (await nextOf(messages, args))[0];
  return {
    next,
    ask(question) {
      child.send(question as object);
      return next();
    },
    end: () => void child.kill(),
  };
}

/** Starts a Python script, which answers lines of JSON with lines of JSON. */
export function spawnAnswering(
  python: string,
  script: string,
  args: readonly string[],
  { threads = 1 }: { threads?: number } = {},
): AnsweringProcess {
  const child = spawn(python, [script, ...args], {
    env: { ...process.env, OMP_NUM_THREADS: String(threads), HF_HUB_OFFLINE: "1" },
    stdio: ["pipe", "pipe", "ignore"],
  });
  // That it has ended is what the next answer says.
  child.stdin.on("error", () => {});
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const next = async () => JSON.parse(await nextOf(lines, args));
  return {
    next,
    ask(question) {
      child.stdin.write(`${JSON.stringify(question)}\n`);
      return next();
    },
    end: () => void child.kill(),
  };
}

async function nextOf<T>(answers: AsyncIterator<T>, args: readonly string[]): Promise<T> {
  const { value, done } = await answers.next();
  if (done) throw new Error(`the process that opened ${args[0]} ended before it answered`);
  return value;
}
