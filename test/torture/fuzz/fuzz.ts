import { existsSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { Worker } from "node:worker_threads";
import { Report } from "../rounds.js";
import { keepInCorpus } from "./corpus.js";
import { type FuzzMessage, type FuzzTask, HEADER_BYTES } from "./fuzz.worker.js";
import { LONGEST } from "./mutate.js";
import { PARSERS } from "./parsers/index.js";

/** An input that takes longer than this hangs. */
const HANG_MS = 60_000;
/** The same complaint of one parser is kept this often. */
const KEPT = 3;

/** Tries `count` inputs, spread over all parsers. What is not taken as it should be goes into the corpus. */
export async function fuzz({
  count,
  workers,
  until,
  seed = 1,
}: {
  count: number;
  workers: number;
  until: number;
  seed?: number;
}): Promise<Report> {
  const report = new Report("damaged inputs");
  const seen = new Map<string, number>();
  const fail = (parser: string, complaint: string, input: Uint8Array): void => {
    const kind = `${parser}: ${complaint
      .replace(/\S*[/\\]\S*/g, "")
      .replace(/[^A-Za-z: ]+/g, "")
      .slice(0, 60)}`;
    const times = (seen.get(kind) ?? 0) + 1;
    seen.set(kind, times);
    if (times > KEPT) return;
    report.fail(`${parser}: ${complaint.slice(0, 300)} (${path.basename(keepInCorpus(parser, input))})`);
  };
  const share = Math.ceil(count / workers);
  const tried = new Array<number>(workers).fill(0);
  const one = async (which: number): Promise<void> => {
    for (let round = 0; tried[which] < share && Date.now() < until; round++) {
      const before = tried[which];
      await runWorker(seed + which + 1000 * round, share - before, until, fail, (now) => {
        tried[which] = before + now;
        report.tried = tried.reduce((sum, n) => sum + n, 0);
        report.show();
      });
    }
  };
  await Promise.all(tried.map((_, which) => one(which)));
  return report;
}

/** One thread's inputs; ends it where an input hangs, or where the time is up. */
function runWorker(
  seed: number,
  count: number,
  until: number,
  fail: (parser: string, complaint: string, input: Uint8Array) => void,
  tell: (tried: number) => void,
): Promise<void> {
  const shared = new SharedArrayBuffer(HEADER_BYTES + LONGEST);
  const header = new Int32Array(shared, 0, 3);
  const memory = existsSync("/dev/shm") ? "/dev/shm" : tmpdir();
  const folder = mkdtempSync(path.join(memory, "torture-fuzz-"));
  const task: FuzzTask = { parsers: PARSERS.map(({ name }) => name), seed, count, folder, shared };
  const worker = new Worker(path.join(__dirname, "fuzz.worker.js"), { workerData: task });
  return new Promise((resolve, reject) => {
    let [last, since] = [0, Date.now()];
    const current = (): Uint8Array => new Uint8Array(shared, HEADER_BYTES, header[1]).slice();
    const end = (): void => {
      clearInterval(watch);
      void worker.terminate().then(() => resolve(), reject);
    };
    const watch = setInterval(() => {
      const now = Atomics.load(header, 0);
      if (now > last) [last, since] = [now, Date.now()];
      tell(now);
      const hangs = Date.now() - since > HANG_MS;
      if (hangs) fail(PARSERS[header[2]].name, `hangs: over ${HANG_MS} ms`, current());
      if (hangs || Date.now() > until) end();
    }, 500);
    worker.on("message", (message: FuzzMessage) => {
      if ("done" in message) {
        tell(count);
        end();
      } else fail(message.parser, message.complaint, message.input);
    });
    worker.on("error", (error) => {
      fail(PARSERS[header[2]].name, `ends the thread: ${error.message}`, current());
      end();
    });
  });
}
