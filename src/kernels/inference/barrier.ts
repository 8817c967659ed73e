import { hasEnded, systemThread } from "../system-thread.js";

/** Words from one thread's to the next: each in a line of the processor's cache of its own. */
export const WORDS_APART = 16;

/** Looks at a word before it sleeps. Threads that are all running mostly meet within the larger number. */
const [FEWEST_LOOKS, MOST_LOOKS] = [500, 100_000];
/** Milliseconds of sleep after which it looks whether a thread has failed, or has ended without a word. */
const PATIENCE = 100;
/** Where a thread's number to the system stands, from the word that counts how often it has come. */
const SYSTEM_THREAD = 1;
/** In `failed`: a thread has ended without saying that it failed. */
const ENDED = 2;

/** What threads need to wait for each other. */
export interface BarrierWords {
  /** For each thread, `WORDS_APART`, words that it alone writes: how often it has come, and `systemThread`. All 0 at first. */
  meetings: Int32Array<SharedArrayBuffer>;
  /** Its first word is not 0 once a thread has failed. */
  failed: Int32Array<SharedArrayBuffer>;
}

/**
 * One thread's side of a barrier: a function that returns when all threads have called theirs as often. Since no word is
 * reset or written by two threads, none can leave before all have come, nor miss that they have.
 *
 * It is no WebAssembly: compiled by V8's baseline compiler (Node 20), a barrier that slept by `memory.atomic.wait32` hung;
 * with `--no-liftoff` it did not.
 * @throws Error in every thread, once one has said that it failed, or has ended
 * @example const meet = createBarrier(words, { thread: 0, threads: 2 })
 */
export function createBarrier(
  { meetings, failed }: BarrierWords,
  { thread, threads }: { thread: number; threads: number },
): () => void {
  let round = 0;
  let looks = FEWEST_LOOKS;
  const own = thread * WORDS_APART;
  Atomics.store(meetings, own + SYSTEM_THREAD, systemThread());
  const hasFailed = (): boolean => Atomics.load(failed, 0) !== 0;
  // The difference is right even where the words have wrapped.
  const hasCome = (word: number): boolean => ((Atomics.load(meetings, word) - round) | 0) >= 0;

  /** Looks for longer the next time where looking was enough, and less where the other wants this processor. */
  const waitFor = (word: number): void => {
    for (let look = 0; look < looks; look++) {
      if (!hasCome(word)) continue;
      looks = Math.min(8 * looks, MOST_LOOKS);
      return;
    }
    looks = Math.max(looks >> 1, FEWEST_LOOKS);
    while (!hasCome(word) && !hasFailed()) {
      const isLate = Atomics.wait(meetings, word, (round - 1) | 0, PATIENCE) === "timed-out";
      if (isLate && hasEnded(meetings[word + SYSTEM_THREAD])) Atomics.store(failed, 0, ENDED);
    }
  };

  return () => {
    if (threads === 1) return;
    round = (round + 1) | 0;
    Atomics.store(meetings, own, round);
    Atomics.notify(meetings, own);
    for (let other = 0; other < threads; other++)
      if (!hasCome(other * WORDS_APART)) waitFor(other * WORDS_APART);
    const failure = Atomics.load(failed, 0);
    if (failure === 0) return;
    throw new Error(
      `a thread of the inference engine has ${failure === ENDED ? "ended, perhaps for want of memory" : "failed"}`,
    );
  };
}
