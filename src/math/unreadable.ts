/** Thrown where a text has no one meaning; the message says why. */
export class Unreadable extends Error {}

/** Runs a reader; what it cannot read becomes its reason. */
export function reading<T extends object>(read: () => T): T | { unreadable: string } {
  try {
    return read();
  } catch (error) {
    if (error instanceof Unreadable) return { unreadable: error.message };
    throw error;
  }
}

/** A text as it may stand in a reason: one line, at most 40 characters. */
export function quoted(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  return `"${line.length > 40 ? `${line.slice(0, 39)}…` : line}"`;
}
