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
