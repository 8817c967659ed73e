import { paperTable } from "../paper/index.js";
import { type Claim, parseClaim } from "./claim.js";

/** The paper's claims that no experiment of this kit can test, each with the reason in place of a number. */
export function untestedClaims(): Claim[] {
  return paperTable("untested-claims").map(({ id, claim, source, paper, reason }) =>
    parseClaim({ id, claim, source, paper, here: reason, verdict: "not testable here" }, "untested-claims"),
  );
}
