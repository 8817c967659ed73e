import { existsSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import { readText, replaceFile } from "../files/index.js";
import { readNotebook, serializeNotebook } from "./nbformat.js";
import { pairedNotebook, parsePercent } from "./pairing.js";
import type { PairedFiles } from "./project-notebooks.js";

/**
 * The files of a notebook's Chinese edition, NAME.zh.nb.ts and NAME.zh.ipynb; undefined where there is none.
 * @example chineseEdition(findNotebooks(["00-tour"])[0])?.percent
 */
export function chineseEdition({ name, percent, notebook }: PairedFiles): PairedFiles | undefined {
  const edition = {
    name: `${name}.zh`,
    percent: percent.replace(/\.nb\.ts$/, ".zh.nb.ts"),
    notebook: notebook.replace(/\.ipynb$/, ".zh.ipynb"),
  };
  return existsSync(edition.percent) ? edition : undefined;
}

/**
 * Writes the Chinese edition of a notebook: its own text, with the code, the outputs and the figures of the English one,
 * which alone is executed.
 * @throws Error naming the first code cell that differs
 * @example writeChineseEdition(findNotebooks(["00-tour"])[0])
 */
export function writeChineseEdition(files: PairedFiles): void {
  const edition = chineseEdition(files);
  if (edition === undefined) return;
  const texts = parsePercent(readText(edition.percent), edition.percent);
  const english = readNotebook(files.notebook);
  const [own, wanted] = [texts, english.cells].map((cells) =>
    cells.filter(({ cell_type }) => cell_type === "code").map(({ source }) => source),
  );
  if (!isDeepStrictEqual(own, wanted)) {
    const first = own.findIndex((source, i) => source !== wanted[i]);
    throw new Error(
      `${edition.percent}: code cell ${first < 0 ? own.length + 1 : first + 1} is not that of ${files.percent}`,
    );
  }
  replaceFile(edition.notebook, serializeNotebook(pairedNotebook(texts, english)));
}
