/** Work done piece by piece: a generator that can wait wherever it yields, and returns its result. */
export type Stepwise<T> = Generator<void, T, void>;

/** How long other work waits, in milliseconds: what a reader who presses Stop does not notice. */
const TURN_MS = 50;

/**
 * Does stepwise work at a go. Nothing else runs meanwhile, so only what the work itself calls can abort its signal.
 * @example atOnce(sampleStepwise(policy, prompts, options)) // what sampleResponses returns
 */
export function atOnce<T>(work: Stepwise<T>): T {
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
  }
}

/**
 * Does stepwise work with a turn of the event loop every 50 ms, in which timers fire, messages arrive and a Stop is heard.
 * The result is the same as at a go.
 * @example await inTurns(sampleStepwise(policy, prompts, { ...options, signal: AbortSignal.timeout(5000) }))
 */
export async function inTurns<T>(work: Stepwise<T>): Promise<T> {
  let turned = performance.now();
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
    if (performance.now() - turned < TURN_MS) continue;
    await new Promise((resolve) => setImmediate(resolve));
    turned = performance.now();
  }
}
