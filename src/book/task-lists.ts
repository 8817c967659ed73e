import type { Token } from "markdown-it";

const BOX = /^\[([ xX])\] /;

/**
 * Turns list items that begin with "[ ]" or "[x]" into checkboxes that a reader can tick, as GitHub writes task lists.
 * @param tokens of a parsed document; they are changed
 */
export function makeTaskLists(tokens: readonly Token[]): void {
  for (const [i, token] of tokens.entries()) {
    const isFirst = tokens[i - 1]?.type === "paragraph_open" && tokens[i - 2]?.type === "list_item_open";
    if (token.type !== "inline" || !isFirst || token.children?.[0]?.type !== "text") continue;
    const [text] = token.children;
    const box = BOX.exec(text.content);
    if (!box) continue;
    text.content = text.content.slice(box[0].length);
    const checked = box[1] === " " ? "" : " checked";
    token.children = [
      html(text, `<label><input type="checkbox"${checked}> `),
      ...token.children,
      html(text, "</label>"),
    ];
    tokens[i - 2].attrJoin("class", "task");
  }
}

function html(like: Token, content: string): Token {
  return Object.assign(Object.create(Object.getPrototypeOf(like)), like, { type: "html_inline", content });
}
