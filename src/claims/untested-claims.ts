import { paperTable } from "../paper/index.js";
import { type Claim, parseClaim } from "./claim.js";

/** The paper's claims that no experiment of this kit tests, or can test, each with the reason in place of a number. */
export function untestedClaims(): Claim[] {
  return paperTable("untested-claims").map(({ id, claim, source, paper, testable, reason }) => {
    const verdict = testable ? "not tested here" : "not testable here";
    return parseClaim({ id, claim, source, paper, here: reason, verdict }, "untested-claims");
  });
}
