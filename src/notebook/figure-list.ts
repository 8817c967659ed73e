import { isCodeCell, readNotebook } from "./nbformat.js";
import { neededCells } from "./needed-cells.js";
import { findNotebooks } from "./project-notebooks.js";

/** A figure that a notebook saves. */
export interface ListedFigure {
  /** Its file in figures/, without ending. */
  name: string;
  title: string;
  /** The notebook that draws it, for instance "00-tour". */
  notebook: string;
  /** What it is in the paper, for instance "Figure 3"; "" where the paper has no such figure. */
  paper: string;
}

/** Figures whose names do not say which of the paper's they are. */
const PAPER: Readonly<Record<string, string>> = { "tour-chain-of-thought": "Figure 1(a)" };

/**
 * The figures that the notebooks have saved, in the order of the notebooks; read from their outputs.
 * @example listedFigures().map(({ name }) => name)
 */
export function listedFigures(): ListedFigure[] {
  return findNotebooks().flatMap(({ name: notebook, notebook: file }) =>
    readNotebook(file)
      .cells.filter(isCodeCell)
      .flatMap(({ outputs }) => outputs)
      .flatMap((output) => {
        const shown = "data" in output ? String(output.data["text/plain"]) : "";
        const [, title, name] = /^Figure: (.*) \(figures\/([a-z0-9-]+)\.svg\)$/s.exec(shown) ?? [];
        return name ? [{ name, title, notebook, paper: paperFigure(name) }] : [];
      }),
  );
}

/**
 * The figures that are meant by names or beginnings of names; all of them for none.
 * @throws Error listing the figures there are, if one that was asked for is not among them
 * @example figuresNamed(listedFigures(), ["figure-3"]) // figure-3-accuracy, figure-3-validity, figure-3-true-forks
 */
export function figuresNamed(figures: readonly ListedFigure[], wanted: readonly string[]): ListedFigure[] {
  const means = (word: string, name: string): boolean => {
    const next = name.slice(word.length, word.length + 1);
    const ends = next === "" || next === "-" || (/\d$/.test(word) && /[a-z]/.test(next));
    return name.startsWith(word) && ends;
  };
  for (const word of wanted) {
    if (figures.some(({ name }) => means(word, name))) continue;
    const names = figures.map(({ name }) => `  ${name}`).join("\n");
    throw new Error(`no figure is named "${word}" or begins with it; there are:\n${names}`);
  }
  return figures.filter(({ name }) => wanted.length === 0 || wanted.some((word) => means(word, name)));
}

/**
 * The code cells of a notebook, counted from 0, that must run to draw these figures again.
 * @example cellsThatDraw(listedFigures(), "04-token-entropy")
 */
export function cellsThatDraw(figures: readonly ListedFigure[], notebook: string): number[] {
  const code = readNotebook(notebook).cells.filter(isCodeCell);
  const draws = (source: string) => figures.some(({ name }) => source.includes(`"${name}"`));
  const drawing = code.flatMap(({ source }, i) => (draws(source) ? [i] : []));
  return neededCells(
    code.map(({ source }) => source),
    drawing,
  );
}

/** "figure-2a-cumulative" is the paper's Figure 2(a), "figure-6-7-..." its Figures 6 and 7. */
function paperFigure(name: string): string {
  if (PAPER[name]) return PAPER[name];
  const range = /^figures-(\d+)-(\d+)-/.exec(name);
  if (range) return `Figures ${range[1]} to ${range[2]}`;
  const two = /^figure-(\d+)-(\d+)-/.exec(name);
  if (two) return `Figures ${two[1]} and ${two[2]}`;
  const [, kind, number, part] = /^(figure|table)-(\d+)([a-z]?)-/.exec(name) ?? [];
  if (!kind) return "";
  return `${kind === "figure" ? "Figure" : "Table"} ${number}${part ? `(${part})` : ""}`;
}
