/**
 * Markdown under a line that opens it.
 * @param title as Markdown, its own signs escaped
 */
export function foldedMarkdown(title: string, markdown: string): string {
  return `<details><summary>${title} (click)</summary>\n\n${markdown}\n\n</details>`;
}

/**
 * The two parts of what `foldedMarkdown` has made; undefined for other Markdown.
 * @example unfolded(foldedMarkdown("Seeds", "| a |"))?.title
 */
export function unfolded(markdown: string): { title: string; markdown: string } | undefined {
  const found = /^<details><summary>([^\n]*)<\/summary>\n\n([\s\S]*)\n\n<\/details>$/.exec(markdown);
  return found ? { title: found[1], markdown: found[2] } : undefined;
}
