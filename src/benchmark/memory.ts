import { fork } from "node:child_process";
import { once } from "node:events";
import path from "node:path";

/**
 * The most memory that a run by the default recipe holds, its two evaluations included, in MB.
 * @example await measureRunMemory("data/models/M") // MB
 */
export async function measureRunMemory(base: string): Promise<number> {
  const child = fork(path.join(__dirname, "default-run.js"), [base]);
  let megabytes: number | undefined;
  child.once("message", (value) => {
    megabytes = Number(value);
  });
  const [code] = await once(child, "exit");
  if (megabytes === undefined)
    throw new Error(`the run whose memory is measured ended with exit code ${code}`);
  return megabytes;
}
