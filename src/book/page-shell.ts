import { type BookPage, escapeHtml, relativePath } from "./book-page.js";

const SITE = " · forking-tokens</title>";

/** Whether an HTML text is a page of the book. */
export function isBookPage(html: string): boolean {
  return html.startsWith("<!doctype html>") && html.includes(SITE);
}

/** The whole HTML of a page: contents on the left, search on top, the content. */
export function pageShell(page: BookPage, pages: readonly BookPage[]): string {
  const way = (to: string): string => escapeHtml(relativePath(page.path, to));
  const place = pages.indexOf(page);
  const [before, after] = [pages[place - 1], pages[place + 1]];
  return `<!doctype html>
<html lang="${/\.zh\.html$/.test(page.path) ? "zh" : "en"}" data-root="${way("")}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(page.title)}${SITE}
<link rel="stylesheet" href="${way("assets/katex/katex.min.css")}">
<link rel="stylesheet" href="${way("assets/book.css")}">
</head>
<body>
<a class="skip" href="#content">to the content</a>
<header>
<a class="name" href="${way("index.html")}">forking-tokens</a>
<search><input type="search" placeholder="search" aria-label="Search the book" autocomplete="off"><div class="found" role="status"></div></search>
<button type="button" class="theme" aria-label="Change between light and dark">◐</button>
</header>
<nav aria-label="Contents">${contents(page, pages)}</nav>
<main id="content" tabindex="-1">
${page.html}
<p class="next">${before ? `<a href="${way(before.path)}">← ${escapeHtml(before.title)}</a>` : "<span></span>"}${after ? `<a href="${way(after.path)}">${escapeHtml(after.title)} →</a>` : ""}</p>
</main>
<script src="${way("assets/book.js")}"></script>
</body>
</html>
`;
}

/** The pages by part; below the page itself its sections. */
function contents(page: BookPage, pages: readonly BookPage[]): string {
  const parts = [...new Set(pages.map(({ part }) => part))];
  const entry = (other: BookPage): string => {
    const link = `<a href="${escapeHtml(relativePath(page.path, other.path))}"${other === page ? ' aria-current="page"' : ""}>${escapeHtml(other.title)}</a>`;
    if (other !== page) return `<li>${link}</li>`;
    const sections = page.headings.filter(({ level }) => level === 2);
    const list = sections.map(
      ({ id, text }) => `<li><a href="#${escapeHtml(id)}">${escapeHtml(text)}</a></li>`,
    );
    return `<li>${link}<ul>${list.join("")}</ul></li>`;
  };
  return parts
    .map((part) => {
      const own = pages.filter((other) => other.part === part);
      return `<h2>${escapeHtml(part)}</h2><ul>${own.map(entry).join("")}</ul>`;
    })
    .join("");
}
