import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { sync as writeFileAtomicSync } from "write-file-atomic";
import { projectClaims } from "../notebook/index.js";
import { CLAIMS_FILE } from "../paper/index.js";
import { claimsMarkdown, withClaimsBlock } from "./claims-markdown.js";
import { command, run } from "./command.js";

const README = path.resolve(__dirname, "../../../README.md");

const program = command(
  "claims",
  "Judge the paper's claims by data/runs and the notebooks' outputs: writes data/claims.json and README's table, and prints it.",
)
  .option("--print", "only print the table")
  .action(({ print }: { print?: boolean }) => {
    const claims = projectClaims();
    console.log(claimsMarkdown(claims));
    if (print) return;
    writeFileAtomicSync(CLAIMS_FILE, `${JSON.stringify(claims, null, 2)}\n`);
    if (existsSync(README))
      writeFileAtomicSync(README, withClaimsBlock(readFileSync(README, "utf8"), claims));
  });

void run(program);
