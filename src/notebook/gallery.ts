import { projectPath, replaceFile } from "../files/index.js";
import { type ListedFigure, listedFigures } from "./figure-list.js";

/** Brings figures/README.md in step with the figures that the notebooks have saved. */
export function writeGallery(): void {
  replaceFile(projectPath("figures/README.md"), galleryMarkdown(listedFigures()));
}

/** figures/README.md: first what stands in the paper, by its number, then what the notebooks add. */
export function galleryMarkdown(figures: readonly ListedFigure[]): string {
  const ofPaper = figures.filter(({ paper }) => paper !== "").sort((a, b) => place(a) - place(b));
  const own = figures.filter(({ paper }) => paper === "");
  return `# Figures

Written by \`npm run figures\`. Every figure is kept as SVG, PNG and plotly's JSON (\`NAME.svg\`, \`.png\`, \`.json\`). The command
beside it draws it again by executing its notebook; a beginning of a name draws several, and \`npm run figures -- --list\`
names them all.

## The paper's figures and tables

${table(ofPaper, ["paper", "here", "notebook", "draw it again"], (figure) => [figure.paper, picture(figure), link(figure), command(figure)])}

## More

${table(own, ["here", "notebook", "draw it again"], (figure) => [picture(figure), link(figure), command(figure)])}
`;
}

function table(
  figures: readonly ListedFigure[],
  header: readonly string[],
  cells: (figure: ListedFigure) => string[],
): string {
  const line = (row: readonly string[]) => `| ${row.join(" | ")} |`;
  return [line(header), line(header.map(() => "---")), ...figures.map((figure) => line(cells(figure)))].join(
    "\n",
  );
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
