/** A heading of a page, which a link can lead to. */
export interface Heading {
  level: number;
  id: string;
  text: string;
}

/** A heading with the text below it: what a search finds. */
export interface Section {
  /** "" for what stands above the first heading. */
  id: string;
  title: string;
  text: string;
}

/** A page of the book. */
export interface BookPage {
  /** Where it lies in the book, with "/": "notebooks/00-tour.html". */
  path: string;
  title: string;
  /** Part of the book that it stands in: "Notebooks". */
  part: string;
  /** The page's content. */
  html: string;
  headings: readonly Heading[];
  sections: readonly Section[];
}

/** A file of the book that is no page. */
export interface BookFile {
  path: string;
  content: string | Uint8Array;
}

/** The way from one path of the book to another: `relativePath("a/b.html", "c.html")` is "../c.html". */
export function relativePath(from: string, to: string): string {
  const up = from.split("/").slice(0, -1);
  const down = to.split("/");
  while (up.length > 0 && up[0] === down[0]) {
    up.shift();
    down.shift();
  }
  return [...up.map(() => ".."), ...down].join("/");
}

export function escapeHtml(text: string): string {
  const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
  return text.replace(/[&<>"]/g, (sign) => entities[sign]);
}
