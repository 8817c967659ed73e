import { existsSync } from "node:fs";
import {
  CLAIMS_FILE,
  CLAIMS_PAGE,
  type Claim,
  claimsPage,
  claimsTable,
  projectClaims,
  readClaims,
  withClaimsBlock,
} from "../claims/index.js";
import { projectPath, readText, replaceFile } from "../files/index.js";
import { command, printResult, run } from "./command.js";

const README = projectPath("README.md");

const program = command(
  "claims",
  "Judge the paper's claims by data/runs and the notebooks' outputs: writes data/claims.json, data/CLAIMS.md and the leading claims of README.md, and prints the table.",
)
  .option("--print", "only print the table")
  .option("--json", "print the claims as JSON instead of a table")
  .option("--drop", "leave out the claims of data/claims.json that nothing measures any more")
  .action(({ print, json, drop }: { print?: boolean; json?: boolean; drop?: boolean }) => {
    const claims = projectClaims();
    printResult(claims, claimsTable("The paper's claims", claims), json);
    if (print) return;
    if (!drop) refuseToDrop(claims);
    replaceFile(CLAIMS_FILE, `${JSON.stringify(claims, null, 2)}\n`);
    replaceFile(CLAIMS_PAGE, claimsPage(claims));
    if (existsSync(README)) replaceFile(README, withClaimsBlock(readText(README), claims));
  });

/** A notebook that was executed in part has no claims of its later cells; that must not remove them. */
function refuseToDrop(claims: readonly Claim[]): void {
  const lost = readClaims().filter(({ id }) => !claims.some((claim) => claim.id === id));
  if (lost.length === 0) return;
  throw new Error(
    `${lost.length} claims of data/claims.json are measured nowhere any more: ${lost.map(({ id }) => id).join(", ")}. ` +
      "Execute their notebooks (npm run notebooks), or leave them out with --drop; nothing was written.",
  );
}

void run(program);
