/** An error that says what could not be done and why, in the system's words without its call and paths. */
export function fileError(what: string, error: unknown): Error {
  const message = error instanceof Error ? error.message : String(error);
  const [, code, reason] = /^(E[A-Z0-9]+): ([^,]+),/.exec(message) ?? [];
  return new Error(`${what}: ${code ? `${reason} (${code})` : message}`, { cause: error });
}
