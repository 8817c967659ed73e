import type { Notebook, Output } from "./nbformat.js";

/** Durations and rates as the notebooks print them: they differ from run to run. */
export const DURATIONS = /\d+(\.\d+)?(?= ?(ms|s|min|h|tokens\/s|steps\/s)\b)/g;

const NUMBER = /-?\d+(?:\.\d+)?(?:e[-+]?\d+)?/gi;

export interface CompareOptions {
  /** Numbers may differ by this share of the larger one ... */
  relative?: number;
  /** ... or by this much. */
  absolute?: number;
  /** Parts of texts that are left out of the comparison. */
  masks?: readonly RegExp[];
  /** MIME types that are left out: pictures by default, since the plotly data beside them is compared. */
  ignore?: RegExp;
}

/**
 * Do two runs of a notebook agree? Texts and data are equal after the masks, their numbers within the tolerances.
 * @returns one line per difference; none if they agree
 * @example compareRuns(readNotebook("a.ipynb"), readNotebook("b.ipynb")).length
 */
export function compareRuns(
  a: Notebook,
  b: Notebook,
  { relative = 1e-4, absolute = 1e-6, masks = [DURATIONS], ignore = /^image\// }: CompareOptions = {},
): string[] {
  if (a.cells.length !== b.cells.length) return [`${a.cells.length} cells against ${b.cells.length}`];
  const agree = (one: string, other: string): boolean => {
    const masked = (text: string) => masks.reduce((rest, mask) => rest.replace(mask, "..."), text);
    return numbersAgree(masked(one), masked(other), relative, absolute);
  };
  return a.cells.flatMap((cell, index): string[] => {
    const other = b.cells[index];
    const where = `cell ${index + 1}`;
    if (cell.source !== other.source) return [`${where}: the sources differ`];
    if (cell.cell_type !== "code" || other.cell_type !== "code") return [];
    const [ours, theirs] = [cell, other].map(({ outputs }) => contents(outputs, ignore));
    const kinds = [ours, theirs].map((list) => list.map(({ kind }) => kind).join(", "));
    if (kinds[0] !== kinds[1])
      return [`${where}: outputs ${kinds[0] || "none"} against ${kinds[1] || "none"}`];
    return ours.flatMap(({ kind, text }, i) =>
      agree(text, theirs[i].text) ? [] : [`${where}: ${kind} differs: ${excerpt(text, theirs[i].text)}`],
    );
  });
}

function contents(outputs: readonly Output[], ignore: RegExp): { kind: string; text: string }[] {
  return outputs.flatMap((output) => {
    if (output.output_type === "stream") return [{ kind: output.name, text: output.text }];
    if (output.output_type === "error") return [{ kind: "error", text: `${output.ename}: ${output.evalue}` }];
    return Object.entries(output.data)
      .filter(([mime]) => !ignore.test(mime))
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([kind, value]) => ({ kind, text: typeof value === "string" ? value : JSON.stringify(value) }));
  });
}

function numbersAgree(a: string, b: string, relative: number, absolute: number): boolean {
  if (a === b) return true;
  if (a.replace(NUMBER, "#") !== b.replace(NUMBER, "#")) return false;
  const others = b.match(NUMBER)!.map(Number);
  return a.match(NUMBER)!.every((text, i) => {
    const value = Number(text);
    const scale = Math.max(Math.abs(value), Math.abs(others[i]));
    return Math.abs(value - others[i]) <= absolute + relative * scale;
  });
}

/** The two texts from a little before their first difference. */
function excerpt(a: string, b: string): string {
  let start = 0;
  while (start < a.length && a[start] === b[start]) start++;
  const part = (text: string) => JSON.stringify(text.slice(Math.max(0, start - 30), start + 40));
  return `${part(a)} against ${part(b)}`;
}
