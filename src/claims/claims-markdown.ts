import { projectPath } from "../files/index.js";
import { type Claim, VERDICTS } from "./claim.js";
import { hereText, leadingText, verdictCounts, verdictText } from "./claim-text.js";

/** data/CLAIMS.md: every claim, for readers. */
export const CLAIMS_PAGE: string = projectPath("data/CLAIMS.md");

/** The claims that README.md leads with, in its order; five at most. */
const LEADING_CLAIMS: readonly string[] = [
  "bottom-80-teaches-little",
  "top-20-ahead-over-base-models",
  "top-20-beats-all",
  "top-20-generalises-better",
  "high-entropy-tokens-steer",
];

const BLOCK = /(<!-- claims -->\n)[\s\S]*?(<!-- \/claims -->)/;

/**
 * The page of all claims: how to read it, a tally of the verdicts, and a table with the verdict first.
 * @example replaceFile("data/CLAIMS.md", claimsPage(projectClaims()))
 */
export function claimsPage(claims: readonly Claim[]): string {
  const counts = verdictCounts(claims, VERDICTS);
  return `# The paper's claims, one by one

Computed by \`npm run claims\` from the recorded runs (\`data/runs/\`) and the notebooks' measurements. A claim is
*reproduced* where the whole 95 % interval of every number that decides lies on its side, *partly reproduced* where that
of some does, *not reproduced* where none does and one lies wholly on the other side, *undecided* where the intervals
hold both. Beside an undecided one stands the true difference that so many runs would find in four of five studies.
Intervals of several runs are Student's over seeds, and one of fewer than five says how many they are; those of one run are
over problems and say nothing of other runs.

${table([counts.map(([verdict]) => verdict), counts.map(([, count]) => String(count))])}

${table([
  ["verdict", "claim", "paper", "here, 95 % interval", "measure it"],
  ...claims.map((claim) => [
    `**${verdictText(claim)}**`,
    sentence(claim),
    claim.paper,
    hereText(claim),
    claim.command ? `\`${claim.command}\`` : "",
  ]),
])}
`;
}

/**
 * The text with the leading claims in its block \`<!-- claims -->\` ... \`<!-- /claims -->\`; unchanged where it has none.
 * @example withClaimsBlock("no block here", []) // "no block here"
 */
export function withClaimsBlock(text: string, claims: readonly Claim[]): string {
  return text.replace(BLOCK, (_, start: string, end: string) => `${start}${leadingClaims(claims)}\n${end}`);
}

function leadingClaims(claims: readonly Claim[]): string {
  const leading = LEADING_CLAIMS.flatMap((id) => claims.filter((claim) => claim.id === id));
  return table([
    ["claim", "paper", "here, 95 % interval", "verdict"],
    ...leading.map((claim) => [
      sentence(claim),
      claim.paper,
      leadingText(claim),
      `**${verdictText(claim)}**`,
    ]),
  ]);
}

function sentence({ claim, source }: Claim): string {
  return source ? `${claim} (${source})` : claim;
}

function table([header, ...rows]: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(header), `|${"---|".repeat(header.length)}`, ...rows.map(line)].join("\n");
}
