import { copyFileSync, existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { claimsPage, projectClaims } from "../claims/index.js";
import { explorerPage, recordedRuns } from "../explorer/index.js";
import { makeFolder, projectPath, readText, replaceFile, requireOwnFolder } from "../files/index.js";
import { readNotebook } from "../notebook/index.js";
import { bookAssets } from "./book-assets.js";
import type { BookFile, BookPage } from "./book-page.js";
import { pageRenderer, type ResolveLink } from "./markdown.js";
import { notebookPage } from "./notebook-page.js";
import { isBookPage, pageShell } from "./page-shell.js";

/** The first page that is written. */
const INDEX = "index.html";

/** What is written in Markdown: where it lies in the project, in the book, and its part. */
const WRITTEN = [
  { source: "README.md", path: INDEX, part: "Start" },
  { source: "notebooks/README.md", path: "notebooks/index.html", part: "Notebooks" },
  { source: "figures/README.md", path: "figures/index.html", part: "Figures and claims" },
];
/** The parts of the book in their order. */
const PARTS = ["Start", "Notebooks", "Figures and claims", "Explorer", "中文"];
/** The same in Chinese, where it is there. */
const CHINESE = PARTS[4];
const WRITTEN_IN_CHINESE = [
  { source: "README.zh.md", path: "index.zh.html", part: CHINESE },
  { source: "notebooks/README.zh.md", path: "notebooks/index.zh.html", part: CHINESE },
].filter(({ source }) => existsSync(projectPath(source)));

const EXPLORER = "explorer.html";

/**
 * Writes the book: the notebooks, the gallery, the claims and the explorer as one site of plain files, which opens from
 * a folder and from any web server, and asks nothing of the network.
 *
 * @returns the pages, in their order
 * @throws Error where the folder holds anything but an earlier book
 * @example (await writeBook("book")).length
 */
export async function writeBook(folder: string): Promise<readonly BookPage[]> {
  const index = path.join(folder, INDEX);
  requireOwnFolder(folder, () => existsSync(index) && isBookPage(readText(index)), "a book of these pages");
  const notebooks = readdirSync(projectPath("notebooks"))
    .filter((name) => name.endsWith(".ipynb"))
    .sort();
  const paths = new Map([
    ...[...WRITTEN, ...WRITTEN_IN_CHINESE].map(({ source, path }) => [source, path] as const),
    ...notebooks.map((name) => [`notebooks/${name}`, `notebooks/${name.replace(/ipynb$/, "html")}`] as const),
    ["data/CLAIMS.md", "claims.html"] as const,
  ]);
  const pictures = readdirSync(projectPath("figures")).filter((name) => /\.(svg|png)$/.test(name));
  for (const name of pictures) paths.set(`figures/${name}`, `figures/${name}`);
  const linksOf = (source: string): ResolveLink => linkResolver(source, paths);

  const written = [...WRITTEN, ...WRITTEN_IN_CHINESE].map(({ source, ...page }) =>
    markdownPage(readText(projectPath(source)), page, linksOf(source)),
  );
  const rendered = notebooks.map((name) => {
    const source = `notebooks/${name}`;
    return notebookPage(readNotebook(projectPath(source)), {
      path: paths.get(source)!,
      part: name.endsWith(".zh.ipynb") ? CHINESE : "Notebooks",
      resolveLink: linksOf(source),
    });
  });
  const claims = markdownPage(
    claimsPage(projectClaims()),
    { path: "claims.html", part: "Figures and claims" },
    linksOf("data/CLAIMS.md"),
  );
  const explorer = explorerEntry();
  const all = [...written, ...rendered.map(({ page }) => page), claims, explorer];
  const pages = PARTS.flatMap((part) => all.filter((page) => page.part === part));

  const files: BookFile[] = [
    ...pages
      .filter((page) => page !== explorer)
      .map((page) => ({ path: page.path, content: pageShell(page, pages) })),
    ...rendered.flatMap(({ files }) => files),
    ...(await bookAssets(pages)),
    { path: EXPLORER, content: await explorerPage(recordedRuns()) },
    // A pages host that runs Jekyll would leave files out.
    { path: ".nojekyll", content: "" },
  ];
  for (const { path: place, content } of files) replaceFile(path.join(folder, place), content);
  makeFolder(path.join(folder, "figures"));
  for (const name of pictures) copyFileSync(projectPath("figures", name), path.join(folder, "figures", name));
  return pages;
}

function markdownPage(
  text: string,
  page: { path: string; part: string },
  resolveLink: ResolveLink,
): BookPage {
  const renderer = pageRenderer(resolveLink);
  const html = renderer.prose(text);
  return { ...page, title: renderer.headings[0]?.text ?? page.path, html, ...renderer };
}

/** The explorer is a page of its own kind; the contents lead to it. */
function explorerEntry(): BookPage {
  const text = "responses token by token: entropy, roles, what each rule keeps, where other tokens led";
  const sections = [{ id: "", title: "Explorer", text }];
  return { path: EXPLORER, title: "Explorer", part: "Explorer", html: "", headings: [], sections };
}

/** Leads links of a file of the project to the book's pages; addresses and anchors stay as they are. */
function linkResolver(source: string, paths: ReadonlyMap<string, string>): ResolveLink {
  const own = path.posix.dirname(paths.get(source)!);
  return (href) => {
    if (/^(https?:|mailto:|#)/.test(href)) return href;
    const [place, anchor] = href.split("#");
    const target = path.posix.join(path.posix.dirname(source), decodeURI(place));
    const found = paths.get(target) ?? paths.get(path.posix.join(target, "README.md"));
    if (found === undefined) return undefined;
    return `${path.posix.relative(own, found)}${anchor === undefined ? "" : `#${anchor}`}`;
  };
}
