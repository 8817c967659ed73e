import fs from "node:fs";
import path from "node:path";

/** The calls that change what is on the disk; after any other, a process may be killed as well as before it. */
const CHANGING = [
  "openSync",
  "writeSync",
  "fsyncSync",
  "ftruncateSync",
  "renameSync",
  "rmSync",
  "mkdirSync",
  "copyFileSync",
  "writeFileSync",
  "appendFileSync",
  "unlinkSync",
] as const;
type Call = (typeof CHANGING)[number];

/** Calls that a full disk refuses. */
const ALLOCATING: readonly Call[] = [
  "openSync",
  "writeSync",
  "fsyncSync",
  "mkdirSync",
  "copyFileSync",
  "writeFileSync",
  "appendFileSync",
];

export interface FaultPlan {
  /** Only what lies below this folder counts. */
  root: string;
  /** The call that goes wrong, counted from 0; none by default. */
  at?: number;
  /** Half of it is done first: half of the bytes are written, one of the files is removed. */
  half?: boolean;
  /**
   * What happens then. "kill": the process ends at once. "freeze": the same for what is on the disk, but the process
   * lives: no later call does anything. "full": the disk is full from here on. "once": this call alone fails.
   */
  kind: "kill" | "freeze" | "full" | "once";
  /** The system's code for "once" and "full". */
  code?: "ENOSPC" | "EIO" | "EDQUOT" | "EROFS";
}

export interface Faults {
  /** Calls so far. */
  calls(): number;
  remove(): void;
}

/** Thrown by every call after a "freeze". */
export class Frozen extends Error {}

type AnyCall = (...args: unknown[]) => unknown;

/** Makes calls to the file system go wrong as planned, in this process, until they are removed. */
export function installFaults({
  root,
  at = Number.POSITIVE_INFINITY,
  half,
  kind,
  code = "ENOSPC",
}: FaultPlan): Faults {
  const top = path.resolve(root);
  const isBelow = (file: unknown): boolean =>
    typeof file === "string" && (path.resolve(file) === top || path.resolve(file).startsWith(top + path.sep));
  const descriptors = new Set<unknown>();
  const originals = Object.fromEntries(CHANGING.map((name) => [name, fs[name] as AnyCall])) as Record<
    Call,
    AnyCall
  >;
  let count = 0;

  const concerns = (name: Call, [first, second]: unknown[]): boolean => {
    if (name === "openSync") return isBelow(first) && second !== "r";
    if (name === "renameSync" || name === "copyFileSync") return isBelow(first) || isBelow(second);
    return typeof first === "number" ? descriptors.has(first) : isBelow(first);
  };
  const refuse = (name: Call): never => {
    if (kind === "kill") {
      process.kill(process.pid, "SIGKILL");
      for (;;); // the signal may take a moment
    }
    if (kind === "freeze") throw new Frozen(`frozen at call ${at}`);
    const reason = {
      ENOSPC: "no space left on device",
      EIO: "i/o error",
      EDQUOT: "disk quota exceeded",
      EROFS: "read-only file system",
    };
    throw Object.assign(new Error(`${code}: ${reason[code]}, ${name.replace("Sync", "")}`), { code });
  };

  for (const name of CHANGING) {
    const original = originals[name];
    Object.assign(fs, {
      [name]: (...args: unknown[]): unknown => {
        if (!concerns(name, args)) {
          const result = original(...args);
          // a folder is opened for reading, to be synchronized
          if (name === "openSync" && isBelow(args[0])) descriptors.add(result);
          return result;
        }
        const index = count++;
        if (index > at && kind === "freeze") refuse(name);
        if (index > at && kind === "full" && ALLOCATING.includes(name)) refuse(name);
        if (index === at && (kind === "kill" || kind === "freeze" || ALLOCATING.includes(name))) {
          if (half) doHalf(name, args, originals);
          refuse(name);
        }
        const result = original(...args);
        if (name === "openSync") descriptors.add(result);
        return result;
      },
    });
  }
  return {
    calls: () => count,
    remove: () => Object.assign(fs, originals),
  };
}

function doHalf(name: Call, args: unknown[], originals: Record<Call, AnyCall>): void {
  if (name === "writeSync") {
    const [descriptor, bytes, offset = 0, length = (bytes as Uint8Array).length - Number(offset)] = args;
    originals.writeSync(descriptor, bytes, offset, Math.floor(Number(length) / 2));
  } else if (name === "rmSync" && fs.statSync(args[0] as string, { throwIfNoEntry: false })?.isDirectory()) {
    const [first] = fs.readdirSync(args[0] as string);
    if (first) originals.rmSync(path.join(args[0] as string, first), { recursive: true, force: true });
  } else {
    originals[name](...args);
  }
}
