import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { projectPath } from "../files/index.js";
import type { BookFile, BookPage } from "./book-page.js";

/** What all pages share: style, script, search index, KaTeX's fonts, plotly. */
export async function bookAssets(pages: readonly BookPage[]): Promise<BookFile[]> {
  const { build } = await import("esbuild");
  const folder = projectPath("src/book/page");
  const { outputFiles } = await build({
    entryPoints: [path.join(folder, "book.ts"), path.join(folder, "book.css")],
    ...{ bundle: true, minify: true, write: false, format: "iife", target: "es2022", outdir: "assets" },
    ...{ charset: "ascii", logLevel: "silent" },
  });
  return [
    ...outputFiles.map((file) => ({ path: `assets/${path.basename(file.path)}`, content: file.text })),
    { path: "assets/search.js", content: `bookSections(${JSON.stringify(searchable(pages))});\n` },
    { path: "assets/plotly.js", content: readFileSync(require.resolve("plotly.js")) },
    ...katexFiles(),
  ];
}

function searchable(pages: readonly BookPage[]): object[] {
  return pages
    .flatMap((page) =>
      page.sections.map(({ id, title, text }) => ({
        url: id === "" ? page.path : `${page.path}#${id}`,
        page: page.title,
        title,
        text: text.replace(/\s+/g, " ").trim(),
      })),
    )
    .filter(({ title, text }) => title !== "" || text !== "")
    .map((section, id) => ({ id, ...section }));
}

/** The style and fonts of the KaTeX that renders the formulas. */
function katexFiles(): BookFile[] {
  const renderer = require.resolve("@vscode/markdown-it-katex");
  const folder = path.join(
    path.dirname(require.resolve("katex/package.json", { paths: [renderer] })),
    "dist",
  );
  const fonts = readdirSync(path.join(folder, "fonts")).filter((name) => name.endsWith(".woff2"));
  return ["katex.min.css", ...fonts.map((name) => `fonts/${name}`)].map((name) => ({
    path: `assets/katex/${name}`,
    content: readFileSync(path.join(folder, name)),
  }));
}
