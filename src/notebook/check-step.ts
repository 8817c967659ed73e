/**
 * Holds a step of a derivation: prints it with what was measured, or fails the cell, and with it the run.
 * @param found whether it holds, or a gap that must be below a bound
 * @throws Error with the step and the gap if it does not hold; a gap of NaN never does
 * @example checkStep("∇P = P ∇log P", 1.3e-13) // prints "holds: ∇P = P ∇log P (gap 1.3e-13, below 1e-9)"
 */
export function checkStep(
  step: string,
  found: boolean | number,
  { below = 1e-9 }: { below?: number } = {},
): void {
  const holds = typeof found === "boolean" ? found : Math.abs(found) < below;
  const measured = typeof found === "boolean" ? "" : `gap ${shortNumber(Math.abs(found))}`;
  if (!holds) throw new Error(`does not hold: ${step}${measured && ` (${measured}, wanted below ${below})`}`);
  console.log(`holds: ${step}${measured && ` (${measured}, below ${shortNumber(below)})`}`);
}

/** "0", "1.3e-13", "1e-9". */
function shortNumber(x: number): string {
  return x === 0 ? "0" : x.toExponential(1).replace(".0e", "e");
}
