import type { ExploredResponse, ExploredRun } from "../explored-run.js";

/** The prompt that a response answers, and how it ended. */
export function ResponseHead({ run, response }: { run: ExploredRun; response: ExploredResponse }) {
  const { prompt, outcome } = response;
  return (
    <>
      <bdi>{run.prompts[prompt]}</bdi>
      {outcome && <span class={`outcome ${outcome === "right" ? "right" : ""}`}>{outcome}</span>}
    </>
  );
}
