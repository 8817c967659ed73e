// Where threads wait for each other. Three words: how many have come, how often all have, and whether one has failed.

/** Looks at the word before it sleeps: two threads that are both running meet within a microsecond. */
const SPINS: i32 = 2000;
/** Nanoseconds of sleep after which it looks whether a thread has failed. */
const PATIENCE: i64 = 100000000;

/** Returns once all threads have called it: true, or false where one of them has failed. */
export function barrier(at: usize, threads: i32): bool {
  if (threads == 1) return true;
  const round = atomic.load<i32>(at, 4);
  if (atomic.add<i32>(at, 1) == threads - 1) {
    atomic.store<i32>(at, 0);
    atomic.add<i32>(at, 1, 4);
    atomic.notify(at + 4, threads);
    return atomic.load<i32>(at, 8) == 0;
  }
  for (let i = 0; i < SPINS; i++) {
    if (atomic.load<i32>(at, 4) != round) return atomic.load<i32>(at, 8) == 0;
  }
  while (atomic.load<i32>(at, 4) == round) {
    if (atomic.load<i32>(at, 8) != 0) return false;
    atomic.wait<i32>(at + 4, round, PATIENCE);
  }
  return atomic.load<i32>(at, 8) == 0;
}
