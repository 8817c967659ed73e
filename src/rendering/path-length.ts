import type { DOMWindow } from "jsdom";
import { svgPathProperties } from "svg-path-properties";

/** Gives SVG paths `getTotalLength` and `getPointAtLength`, in pixels along the path; an empty path has length 0. */
export function installPathLength(window: DOMWindow): void {
  const prototype = window.SVGElement.prototype as unknown as Record<string, unknown>;
  const measured = (element: Element) => new svgPathProperties(element.getAttribute("d") ?? "");
  prototype.getTotalLength = function (this: Element): number {
    return measured(this).getTotalLength();
  };
  prototype.getPointAtLength = function (this: Element, length: number): { x: number; y: number } {
    return measured(this).getPointAtLength(length);
  };
}
