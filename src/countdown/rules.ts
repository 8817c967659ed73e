export type Operation = "+" | "-" | "*" | "/";

/** What varies between versions of the task. */
export interface CountdownRules {
  /** How many numbers a problem has. */
  numberCount: 3 | 4;
  /** In the order in which a response lists their results. */
  operations: readonly Operation[];
  /** A response that tries once more after this many attempts is out of budget. */
  maxAttempts: number;
  /** Words that open an attempt, each a choice that changes nothing; left out: one. */
  openers?: number;
}

/**
 * How many words open an attempt.
 * @example openerCount(STANDARD_RULES) // 1
 */
export function openerCount({ openers = 1 }: CountdownRules): number {
  return openers;
}

/** The task of the study: three numbers, no division, four attempts. */
export const STANDARD_RULES: CountdownRules = { numberCount: 3, operations: ["+", "-", "*"], maxAttempts: 4 };

/**
 * The length in tokens, <eos> included, of the longest response that keeps the rules.
 * @example maxResponseTokens(STANDARD_RULES) // MAX_RESPONSE_TOKENS
 */
export function maxResponseTokens(rules: CountdownRules = STANDARD_RULES): number {
  const firstStep = 5;
  const middleSteps = rules.numberCount === 4 ? 1 + 3 + 1 + 5 : 0;
  const lastStep = 1 + 2 + 1 + 2 * rules.operations.length + 5;
  const judgement = 1;
  const attempt = openerCount(rules) + firstStep + middleSteps + lastStep + judgement;
  const waits = rules.maxAttempts - 1;
  const claim = 4;
  return rules.maxAttempts * attempt + waits + claim;
}

/** The response budget of the study, in tokens. */
export const MAX_RESPONSE_TOKENS = maxResponseTokens();
