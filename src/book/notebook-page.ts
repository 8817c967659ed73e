import { isCodeCell, type Notebook, type Output, unfolded } from "../notebook/index.js";
import { visibleText } from "../text/index.js";
import { type BookFile, type BookPage, escapeHtml, relativePath } from "./book-page.js";
import { highlighted, type PageRenderer, pageRenderer, type ResolveLink } from "./markdown.js";

const PLOTLY = "application/vnd.plotly.v1+json";

/** A notebook as a page, with the pictures and figures that it needs. */
export function notebookPage(
  notebook: Notebook,
  { path, part, resolveLink }: { path: string; part: string; resolveLink: ResolveLink },
): { page: BookPage; files: BookFile[] } {
  const renderer = pageRenderer(resolveLink);
  const files: BookFile[] = [];
  const base = path.replace(/\.html$/, "");
  /** Stores a file of this notebook and returns the way to it. */
  const store = (ending: string, content: BookFile["content"]): string => {
    const file = { path: `${base}-files/${files.length + 1}.${ending}`, content };
    files.push(file);
    return relativePath(path, file.path);
  };
  const html = notebook.cells
    .filter(({ cell_type }) => cell_type !== "raw")
    .map((cell) => {
      if (!isCodeCell(cell)) return renderer.prose(cell.source);
      renderer.addText(cell.source);
      const code = `<pre class="code"><code>${highlighted(cell.source, "typescript")}</code></pre>`;
      const outputs = cell.outputs.map((output) => outputHtml(output, renderer, store)).join("\n");
      return cell.source.trim() === "" ? outputs : `${code}\n<div class="outputs">${outputs}</div>`;
    })
    .join("\n");
  const title = renderer.headings[0]?.text ?? base;
  return { page: { path, title, part, html, ...renderer }, files };
}

type Store = (ending: string, content: BookFile["content"]) => string;

/** The richest form of an output that a page can show. */
function outputHtml(output: Output, renderer: PageRenderer, store: Store): string {
  if (output.output_type === "stream") return printed(output.text);
  if (output.output_type === "error") return printed(`${output.ename}: ${output.evalue}`);
  const { data, metadata } = output;
  const [picture, markdown, plain] = ["image/png", "text/markdown", "text/plain"].map((mime) => data[mime]);
  if (typeof picture === "string") return pictureHtml(picture, metadata, data[PLOTLY], store);
  if (typeof markdown === "string") return tableHtml(markdown, renderer);
  return typeof plain === "string" ? printed(plain) : "";
}

function tableHtml(markdown: string, renderer: PageRenderer): string {
  const folded = unfolded(markdown);
  if (!folded) return `<div class="table">${renderer.output(markdown)}</div>`;
  const title = renderer.output(folded.title).replace(/^<p>|<\/p>\n$/g, "");
  return `<details><summary>${title}</summary>${tableHtml(folded.markdown, renderer)}</details>`;
}

function printed(text: string): string {
  const lines = text.replace(/\n$/, "").split("\n");
  return `<pre class="printed">${lines.map((line) => escapeHtml(visibleText(line, { limit: 2000 }))).join("\n")}</pre>`;
}

/** A picture, which becomes an interactive figure when it comes into sight. */
function pictureHtml(png: string, metadata: Record<string, unknown>, figure: unknown, store: Store): string {
  const source = store("png", Buffer.from(png, "base64"));
  const { width, alt } = { ...(metadata["image/png"] as { width?: number; alt?: string } | undefined) };
  const title = alt ?? figureTitle(figure);
  const size = typeof width === "number" ? ` width="${width}"` : "";
  const image = `<img src="${source}" alt="${escapeHtml(title)}"${size} loading="lazy">`;
  if (figure === undefined) return `<figure>${image}</figure>`;
  const script = store("js", `bookFigure(${JSON.stringify(figure).replaceAll("<", "\\u003c")});\n`);
  return `<figure data-figure="${script}">${image}</figure>`;
}

function figureTitle(figure: unknown): string {
  const title = (figure as { layout?: { title?: string | { text?: string } } } | undefined)?.layout?.title;
  const text = typeof title === "string" ? title : (title?.text ?? "figure");
  return text.replace(/<[^>]*>/g, " ");
}
