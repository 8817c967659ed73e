import type { DOMWindow } from "jsdom";
import { type Box, box, IDENTITY, type Matrix, mapBox, multiply, parseTransform, union } from "./matrix.js";
import { textBox, textWidth } from "./text-box.js";

/** Gives the SVG elements of a jsdom window the measuring methods that plotly.js lays a figure out with. */
export function installSvgBoxes(window: DOMWindow): void {
  const prototype = window.SVGElement.prototype as unknown as Record<string, unknown>;
  prototype.getBBox = function (this: Element): Box {
    return contentBox(this) ?? box(0, 0, 0, 0);
  };
  prototype.getBoundingClientRect = function (this: Element): Box {
    return mapBox(pageTransform(this), contentBox(this) ?? box(0, 0, 0, 0));
  };
  prototype.getComputedTextLength = function (this: Element): number {
    return textWidth(this);
  };
}

/** The box of an element in its own coordinates; undefined where it paints nothing that can be measured. */
function contentBox(element: Element): Box | undefined {
  switch (element.tagName) {
    case "text":
    case "tspan":
      return element.textContent ? textBox(element) : undefined;
    case "rect":
    case "image":
      return rectangle(element);
    case "clipPath":
    case "defs":
      return undefined;
    default:
      return childrenBox(element);
  }
}

function rectangle(element: Element): Box | undefined {
  const value = (name: string) => Number.parseFloat(element.getAttribute(name) ?? "") || 0;
  const [x, y, width, height] = [value("x"), value("y"), value("width"), value("height")];
  return width > 0 && height > 0 ? box(x, y, x + width, y + height) : undefined;
}

function childrenBox(element: Element): Box | undefined {
  let result: Box | undefined;
  for (const child of element.children) {
    const inner = contentBox(child);
    if (!inner) continue;
    const mapped = mapBox(parseTransform(child.getAttribute("transform")), inner);
    result = result ? union(result, mapped) : mapped;
  }
  return result;
}

function pageTransform(element: Element): Matrix {
  let result = IDENTITY;
  for (let at: Element | null = element; at; at = at.parentElement) {
    result = multiply(parseTransform(at.getAttribute("transform")), result);
  }
  return result;
}
