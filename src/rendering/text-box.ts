import { metricsOf } from "./fonts.js";
import { type Box, box } from "./matrix.js";

/** plotly.js sets the lines of a text this many font sizes apart. */
const LINE_SPACING = 1.3;

/** The box of a `<text>` or `<tspan>` element as a browser would lay it out, in pixels. */
export function textBox(element: Element): Box {
  const size = fontSize(element);
  const { ascent, descent } = metricsOf({ family: fontFamily(element), bold: isBold(element) });
  const lines = [...element.querySelectorAll("tspan.line")];
  const widths = lines.length > 0 ? lines.map(textWidth) : [textWidth(element)];
  const width = Math.max(...widths);
  const height = size * (ascent + descent) + (widths.length - 1) * size * LINE_SPACING;
  const anchor = inherited(element, "text-anchor") ?? "start";
  const shift = anchor === "middle" ? width / 2 : anchor === "end" ? width : 0;
  const left = Number(element.getAttribute("x") ?? 0) - shift;
  const top = Number(element.getAttribute("y") ?? 0) - size * ascent;
  return box(left, top, left + width, top + height);
}

/** The advance width of everything inside the element on one line, in pixels. */
export function textWidth(element: Element): number {
  const size = fontSize(element);
  const metrics = metricsOf({ family: fontFamily(element), bold: isBold(element) });
  let width = 0;
  for (const node of element.childNodes) {
    if (node.nodeType === node.TEXT_NODE) {
      for (const character of node.textContent ?? "") {
        width += metrics.advance(character.codePointAt(0)!) * size;
      }
    } else if (node.nodeType === node.ELEMENT_NODE) {
      width += textWidth(node as Element);
    }
  }
  return width;
}

function fontSize(element: Element): number {
  const value = own(element, "font-size");
  const parent = element.parentElement;
  if (value?.endsWith("%")) return (Number.parseFloat(value) / 100) * (parent ? fontSize(parent) : 12);
  if (value) return Number.parseFloat(value);
  return parent ? fontSize(parent) : 12;
}

function isBold(element: Element): boolean {
  const weight = inherited(element, "font-weight");
  return weight === "bold" || Number(weight) >= 600;
}

function fontFamily(element: Element): string {
  return inherited(element, "font-family") ?? "";
}

function inherited(element: Element, property: string): string | undefined {
  for (let at: Element | null = element; at; at = at.parentElement) {
    const value = own(at, property);
    if (value) return value;
  }
  return undefined;
}

function own(element: Element, property: string): string | undefined {
  const style = new RegExp(`(?:^|;)\\s*${property}:\\s*([^;]+)`).exec(element.getAttribute("style") ?? "");
  return style?.[1].trim() ?? element.getAttribute(property) ?? undefined;
}
