import { projectPath, replaceFile } from "../files/index.js";
import { type RecordedRun, readRecordedRuns } from "../study/index.js";
import { type ListedFigure, listedFigures } from "./figure-list.js";
import { markdownTable } from "./markdown-table.js";
import { tableTwo } from "./table-two.js";

/**
 * Brings figures/README.md in step with the figures that the notebooks have saved.
 * @example writeGallery()
 */
export function writeGallery(): void {
  replaceFile(projectPath("figures/README.md"), galleryMarkdown(listedFigures(), readRecordedRuns()));
}

/** figures/README.md: first what stands in the paper, by its number, then what the notebooks add. */
export function galleryMarkdown(figures: readonly ListedFigure[], runs: readonly RecordedRun[]): string {
  const ofPaper = figures.filter(({ paper }) => paper !== "").sort((a, b) => place(a) - place(b));
  const own = figures.filter(({ paper }) => paper === "");
  return `# Figures

Written by \`npm run figures\`. Every figure is kept as SVG, PNG and plotly's JSON (\`NAME.svg\`, \`.png\`, \`.json\`). The command
beside it draws it again by executing its notebook; a beginning of a name draws several, and \`npm run figures -- --list\`
names them all.

## The paper's figures and tables

${table(ofPaper, ["paper", "here", "notebook", "draw it again"], (figure) => [figure.paper, picture(figure), link(figure), command(figure)])}

## Table 2, the paper's numbers beside ours

Accuracy in % and response length in tokens: the paper's averages over six benchmarks, 16 samples a question, one run an arm;
ours on the test split, means over the seeds that both arms have, the difference paired by seed with Student's 95 % interval.
Tasks and models differ: compare signs, not heights.

${tableTwo(runs)}

## More

${table(own, ["here", "notebook", "draw it again"], (figure) => [picture(figure), link(figure), command(figure)])}
`;
}

function table(
  figures: readonly ListedFigure[],
  header: readonly string[],
  cells: (figure: ListedFigure) => string[],
): string {
  return markdownTable(header, figures.map(cells));
}

function picture({ name, title }: ListedFigure): string {
  const text = title.replace(/[[\]|]/g, "\\$&");
  return `${text}<br>[<img src="${name}.png" width="360" alt="${title.replace(/["<>&|]/g, "")}">](${name}.svg)`;
}

function link({ notebook }: ListedFigure): string {
  return `[${notebook}](../notebooks/${notebook}.ipynb)`;
}

function command({ name }: ListedFigure): string {
  return `\`npm run figures -- ${name}\``;
}

/** Figures by number, then tables. */
function place({ paper }: ListedFigure): number {
  const [, number, part = ""] = /(\d+)(?:\((\w)\))?/.exec(paper) ?? [];
  const table = paper.startsWith("Table") ? 1000 : 0;
  return table + Number(number) + (part ? (part.charCodeAt(0) - 96) / 10 : 0);
}
