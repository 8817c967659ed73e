// Where threads wait for each other. Three words: how many have come, how often all have, and whether one has failed.

/** Looks at the word before it sleeps. Two threads that are both running mostly meet within the larger number. */
const FEWEST_SPINS: i32 = 2000;
const MOST_SPINS: i32 = 200000;
/** How often this thread looks: more where that was enough, fewer where it was not, for the others may want its processor. */
let spins = FEWEST_SPINS;
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
  for (let i = 0; i < spins; i++) {
    if (atomic.load<i32>(at, 4) == round) continue;
    spins = min(8 * spins, MOST_SPINS);
    return atomic.load<i32>(at, 8) == 0;
  }
  spins = max(spins / 2, FEWEST_SPINS);
  while (atomic.load<i32>(at, 4) == round) {
    if (atomic.load<i32>(at, 8) != 0) return false;
    atomic.wait<i32>(at + 4, round, PATIENCE);
  }
  return atomic.load<i32>(at, 8) == 0;
}
