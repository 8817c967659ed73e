import { existsSync, readFileSync } from "node:fs";
import { CLAIMS_FILE, claimsMarkdown, projectClaims, withClaimsBlock } from "../claims/index.js";
import { projectPath, replaceFile } from "../files/index.js";
import { command, run } from "./command.js";

const README = projectPath("README.md");

const program = command(
  "claims",
  "Judge the paper's claims by data/runs and the notebooks' outputs: writes data/claims.json and README's table, and prints it.",
)
  .option("--print", "only print the table")
  .option("--json", "print the claims as JSON instead of a table")
  .action(({ print, json }: { print?: boolean; json?: boolean }) => {
    const claims = projectClaims();
    console.log(json ? JSON.stringify(claims, null, 2) : claimsMarkdown(claims));
    if (print) return;
    replaceFile(CLAIMS_FILE, `${JSON.stringify(claims, null, 2)}\n`);
    if (existsSync(README)) replaceFile(README, withClaimsBlock(readFileSync(README, "utf8"), claims));
  });

void run(program);
