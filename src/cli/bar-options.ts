import type { Options } from "cli-progress";

/** A bar that changes nothing of the terminal which a process killed in the middle would leave changed. */
export const BAR_OPTIONS: Options = { hideCursor: false, linewrap: true };
