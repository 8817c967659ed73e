/** Calls `work` with the pieces, of so many, that fall to this thread. */
export type TakePieces = (count: number, work: (piece: number) => void) => void;

/**
 * One thread's side of a shared counter from which threads take the pieces of their work: a thread that is held up takes
 * fewer. All call it as often and with the same counts, and meet before they call it again.
 * @param taken its first word counts what all threads have taken; 0 at first
 * @example createPieces(new Int32Array(new SharedArrayBuffer(4)), { threads: 2 })(8, (piece) => compute(piece))
 */
export function createPieces(
  taken: Int32Array<SharedArrayBuffer>,
  { threads }: { threads: number },
): TakePieces {
  let before = 0;
  // The difference is right even where the counter has wrapped.
  const next = (): number => (Atomics.add(taken, 0, 1) - before) | 0;
  return (count, work) => {
    for (let piece = next(); piece < count; piece = next()) work(piece);
    // Each thread has counted once more than it worked.
    before = (before + count + threads) | 0;
  };
}
