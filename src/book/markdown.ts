import katex from "@vscode/markdown-it-katex";
import highlighter from "highlight.js/lib/core";
import bash from "highlight.js/lib/languages/bash";
import json from "highlight.js/lib/languages/json";
import typescript from "highlight.js/lib/languages/typescript";
import MarkdownIt, { type Token } from "markdown-it";
import { escapeHtml, type Heading, type Section } from "./book-page.js";
import { makeTaskLists } from "./task-lists.js";

highlighter.registerLanguage("typescript", typescript);
highlighter.registerLanguage("bash", bash);
highlighter.registerLanguage("json", json);
highlighter.registerAliases("ts", { languageName: "typescript" });
highlighter.registerAliases("sh", { languageName: "bash" });

/** Code as HTML with its words marked by kind; plain where the language is not known. */
export function highlighted(code: string, language: string): string {
  if (!highlighter.getLanguage(language)) return escapeHtml(code);
  return highlighter.highlight(code, { language }).value;
}

/** Where a link of the project leads in the book; undefined where the book does not have it. */
export type ResolveLink = (href: string) => string | undefined;

/** Markdown of one page, rendered piece by piece; headings and sections gather as it goes. */
export interface PageRenderer {
  /** The project's own prose: HTML in it is kept. */
  prose(markdown: string): string;
  /** What a cell printed: HTML in it is shown as text. */
  output(markdown: string): string;
  /** Adds text, such as code, to the section that is being written. */
  addText(text: string): void;
  readonly headings: readonly Heading[];
  readonly sections: readonly Section[];
}

/** Renders Markdown with formulas (KaTeX), colored code, an anchor at every heading and the book's own links. */
export function pageRenderer(resolveLink: ResolveLink): PageRenderer {
  const headings: Heading[] = [];
  const sections: Section[] = [{ id: "", title: "", text: "" }];
  const addText = (text: string): void => {
    sections[sections.length - 1].text += ` ${text}`;
  };
  const renderer = (html: boolean): { render(text: string): string } => {
    const markdown = new MarkdownIt({ html, highlight: highlighted }).use(katex, { throwOnError: true });
    markdown.core.ruler.push("book", ({ tokens }) => {
      makeTaskLists(tokens);
      for (const [i, token] of tokens.entries()) {
        if (token.type === "heading_open") {
          const heading = headingOf(token, tokens[i + 1], headings);
          headings.push(heading);
          sections.push({ id: heading.id, title: heading.text, text: "" });
          token.attrSet("id", heading.id);
        } else if (token.type === "inline") {
          if (tokens[i - 1]?.type !== "heading_open") addText(textOf(token));
          rewriteLinks(token.children ?? [], resolveLink);
        }
      }
    });
    return markdown;
  };
  const [prose, output] = [renderer(true), renderer(false)];
  return {
    headings,
    sections,
    addText,
    prose: (text) => prose.render(text),
    output: (text) => output.render(text),
  };
}

/** An id as GitHub makes it, and a number where two headings read the same. */
function headingOf(token: Token, inline: Token, earlier: readonly Heading[]): Heading {
  const text = textOf(inline).trim();
  const slug = text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, "")
    .replace(/\s/g, "-");
  let id = slug;
  for (let n = 1; earlier.some((heading) => heading.id === id); n++) id = `${slug}-${n}`;
  return { level: Number(token.tag.slice(1)), id, text };
}

/** Text without its marks; formulas as they are written. */
function textOf({ children }: Token): string {
  return (children ?? [])
    .map(({ type, content }) =>
      type === "softbreak" || type === "hardbreak" ? " " : type === "html_inline" ? "" : content,
    )
    .join("");
}

/** Leads links to the book's pages; what the book does not have becomes a name with its place. */
function rewriteLinks(tokens: readonly Token[], resolveLink: ResolveLink): void {
  const open: Token[] = [];
  for (const token of tokens) {
    if (token.type === "link_close") {
      const { tag } = open.pop()!;
      token.tag = tag;
    }
    if (token.type !== "link_open") continue;
    open.push(token);
    const href = String(token.attrGet("href"));
    const target = resolveLink(href);
    if (target !== undefined) token.attrSet("href", target);
    else {
      token.tag = "span";
      token.attrs = [
        ["class", "file"],
        ["title", `in the project: ${href}`],
      ];
    }
  }
}
