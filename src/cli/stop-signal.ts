/** The exit code of a command that was stopped by Ctrl-C. */
export const STOPPED_CODE = 130;

/** One Ctrl-C may arrive twice: from the terminal, and passed on by npm. */
const SAME_PRESS_MS = 300;

class Stopped extends Error {
  constructor() {
    super("stopped");
  }
}

/** Whether an error says that the user stopped the command. */
export function isStopped(error: unknown): boolean {
  return error instanceof Stopped || (error instanceof Error && isStopped(error.cause));
}

/**
 * Aborted at the first Ctrl-C or TERM, so that the work can end with what it has; the second ends the process at once.
 * A command whose single steps are long runs below `bootstrap/supervise.mjs`, which answers the keyboard meanwhile and
 * tells this process by a message.
 */
export function stopSignal(): AbortSignal {
  const stop = new AbortController();
  const ask = (): void => stop.abort(new Stopped());
  if (process.send) {
    process.on("message", (message) => message === "stop" && ask());
    process.on("disconnect", () => process.exit(1));
    process.on("SIGINT", () => {});
    process.on("SIGTERM", ask);
    process.channel?.unref();
    return stop.signal;
  }
  let asked = 0;
  const pressed = (): void => {
    if (asked > 0 && Date.now() - asked < SAME_PRESS_MS) return;
    if (asked > 0) process.exit(STOPPED_CODE);
    asked = Date.now();
    process.stderr.write(
      "\nstopping: sampling ends now, an update when it is done; Ctrl-C again stops at once\n",
    );
    ask();
  };
  process.on("SIGINT", pressed);
  process.on("SIGTERM", pressed);
  return stop.signal;
}
