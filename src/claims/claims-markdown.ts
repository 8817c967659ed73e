import type { Claim } from "./claim.js";
import { hereText } from "./claims-table.js";

const BLOCK = /(<!-- claims -->\n)[\s\S]*?(<!-- \/claims -->)/;

/** The claims as a Markdown table: claim, paper, here with interval and seeds, verdict, command. */
export function claimsMarkdown(claims: readonly Claim[]): string {
  const rows = claims.map((claim) => [
    claim.source ? `${claim.claim} (${claim.source})` : claim.claim,
    claim.paper,
    hereText(claim),
    `**${claim.verdict}**`,
    claim.command ? `\`${claim.command}\`` : "",
  ]);
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [
    line(["claim", "paper", "here, 95 % interval", "verdict", "measure it"]),
    "|---|---|---|---|---|",
    ...rows.map(line),
  ].join("\n");
}

/** The text with the table in its block `<!-- claims -->` ... `<!-- /claims -->`; unchanged where it has none. */
export function withClaimsBlock(text: string, claims: readonly Claim[]): string {
  return text.replace(BLOCK, (_, start: string, end: string) => `${start}${claimsMarkdown(claims)}\n${end}`);
}
