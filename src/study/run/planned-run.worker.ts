// A child process that does one run of the study: sent the planned run, it answers with every metrics line and the end.
import { selectBackend } from "../../kernels/index.js";
import type { PlannedRun } from "../plan/planned-runs.js";
import { trainPlanned } from "./train-planned.js";

interface Order {
  planned: PlannedRun;
  folder: string;
}

const stop = new AbortController();
// The keyboard's Ctrl-C reaches this process too; what it means is for the parent to say.
process.on("SIGINT", () => {});
process.on("disconnect", () => process.exit(1));
process.on("message", async (message: Order | "stop") => {
  if (message === "stop") return stop.abort(new Error("stopped"));
  const { planned, folder } = message;
  try {
    await selectBackend();
    await trainPlanned(planned, folder, {
      signal: stop.signal,
      onMetrics: (line) => void process.send!({ line }),
    });
    process.send!({ done: true }, () => process.exit(0));
  } catch (error) {
    process.send!({ failed: error instanceof Error ? error.message : String(error) }, () => process.exit(1));
  }
});
