/** Throws, naming the first offender, unless every value is a finite number. */
export function requireFinite(name: string, values: ArrayLike<number>): void {
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i]))
      throw new Error(`${name} must be finite numbers, received ${values[i]} at ${i}`);
  }
}

/** Throws unless all the named arrays have the length of the first. */
export function requireSameLength(arrays: Record<string, ArrayLike<unknown>>): void {
  const lengths = Object.entries(arrays).map(([name, { length }]) => ({ name, length }));
  if (lengths.some(({ length }) => length !== lengths[0].length))
    throw new Error(
      `wanted arrays of one length, received ${lengths.map((a) => `${a.name}[${a.length}]`).join(", ")}`,
    );
}
