import { existsSync } from "node:fs";
import { findNotebooks, isCodeCell, readNotebook } from "../notebook/index.js";
import { readRecordedRuns } from "../study/index.js";
import { type Claim, firstOfEachId, parseClaim } from "./claim.js";
import { CLAIM_MIME } from "./record-claim.js";
import { studyClaims } from "./study-claims.js";
import { untestedClaims } from "./untested-claims.js";

/**
 * All claims of the project: those that data/runs judges, then those in the notebooks' saved outputs, then those that
 * cannot be tested here. A notebook's claim without a command that measures it again, such as that of a short
 * demonstration, stays in its notebook.
 * @example projectClaims().filter(({ verdict }) => verdict === "reproduced").length
 */
export function projectClaims(): Claim[] {
  const measured = findNotebooks().flatMap(({ notebook }) => claimsInNotebook(notebook));
  return firstOfEachId([
    ...studyClaims(readRecordedRuns()),
    ...measured.filter(({ command }) => command !== ""),
    ...untestedClaims(),
  ]);
}

/** The claims in a notebook's saved outputs, in their order; none where it has not been executed. */
export function claimsInNotebook(file: string): Claim[] {
  if (!existsSync(file)) return [];
  return readNotebook(file)
    .cells.filter(isCodeCell)
    .flatMap(({ outputs }) => outputs)
    .flatMap((output) =>
      output.output_type === "display_data" && CLAIM_MIME in output.data
        ? [output.data[CLAIM_MIME]].flat().map((claim) => parseClaim(claim, file))
        : [],
    );
}
