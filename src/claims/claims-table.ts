import type { Claim } from "./claim.js";

const CLAIM_WIDTH = 48;

/** Claims as a text table: claim, paper, here with its interval, verdict; a line in its place where there are none. */
export function claimsTable(title: string, claims: readonly Claim[]): string {
  if (claims.length === 0) return `\n${title}: no claims`;
  const rows = claims.map((claim) => [wrap(claim.claim), claim.paper, hereText(claim), claim.verdict]);
  const header = ["claim", "paper", "here", "verdict"];
  const widths = header.map((name, i) =>
    Math.max(name.length, ...rows.flatMap((row) => [row[i]].flat().map((text) => text.length))),
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((text, i) => text.padEnd(widths[i]))
      .join("  ")
      .trimEnd();
  const body = rows.flatMap(([claim, ...rest]) =>
    [claim].flat().map((text, i) => line([text, ...(i === 0 ? (rest as string[]) : [])])),
  );
  return [`\n${title}\n`, line(header), widths.map((width) => "-".repeat(width)).join("  "), ...body].join(
    "\n",
  );
}

/** Our number with its interval and the number of seeds. */
export function hereText({ here, interval, seeds }: Claim): string {
  const range = interval ? ` [${interval[0]}, ${interval[1]}]` : "";
  const runs = seeds > 0 ? `, ${seeds} ${seeds === 1 ? "seed" : "seeds"}` : "";
  return here + range + runs;
}

/** Lines of at most CLAIM_WIDTH characters, broken between words. */
function wrap(text: string): string[] {
  const lines: string[] = [""];
  for (const word of text.split(" ")) {
    const last = lines.at(-1)!;
    if (last === "") lines[lines.length - 1] = word;
    else if (last.length + 1 + word.length <= CLAIM_WIDTH) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
