// Runs a command in a process of its own, so that Ctrl-C is answered however long the step takes that it is in: the
// first asks it to stop (src/cli/stop-signal.ts), the second ends it.
import { fork } from "node:child_process";
import { constants } from "node:os";

/** One Ctrl-C may arrive twice: from the terminal, and passed on by npm. */
const SAME_PRESS_MS = 300;

export function supervise(script, args) {
  const child = fork(script, args);
  let asked = 0;
  const pressed = (signal) => {
    if (asked > 0 && Date.now() - asked < SAME_PRESS_MS) return;
    if (asked > 0 || !child.connected) {
      child.kill("SIGKILL");
      process.exit(128 + constants.signals[signal]);
    }
    asked = Date.now();
    process.stderr.write(
      "\nstopping: sampling ends now, an update when it is done; Ctrl-C again stops at once\n",
    );
    child.send("stop");
  };
  process.on("SIGINT", pressed);
  process.on("SIGTERM", pressed);
  child.on("exit", (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));
}
