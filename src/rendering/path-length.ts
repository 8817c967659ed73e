import type { DOMWindow } from "jsdom";

type Point = readonly [number, number];

/** Straight pieces that one Bezier curve is cut into. */
const PIECES = 16;
/** How many numbers each path command takes. */
const ARGUMENTS: Record<string, number> = { M: 2, L: 2, T: 2, H: 1, V: 1, C: 6, S: 4, Q: 4, A: 7, Z: 0 };

/** Gives SVG paths `getTotalLength` and `getPointAtLength`, measured along the flattened path. */
export function installPathLength(window: DOMWindow): void {
  const prototype = window.SVGElement.prototype as unknown as Record<string, unknown>;
  prototype.getTotalLength = function (this: Element): number {
    return pathLength(flattenPath(this.getAttribute("d") ?? ""));
  };
  prototype.getPointAtLength = function (this: Element, length: number): { x: number; y: number } {
    const [x, y] = pointAtLength(flattenPath(this.getAttribute("d") ?? ""), length);
    return { x, y };
  };
}

export function pathLength(points: readonly Point[]): number {
  let length = 0;
  for (let i = 1; i < points.length; i++) length += distance(points[i - 1], points[i]);
  return length;
}

/** The point this far along the path, in pixels; the last one beyond its end. */
export function pointAtLength(points: readonly Point[], length: number): Point {
  let rest = length;
  for (let i = 1; i < points.length; i++) {
    const step = distance(points[i - 1], points[i]);
    if (rest <= step && step > 0) return between(points[i - 1], points[i], rest / step);
    rest -= step;
  }
  return points.at(-1) ?? [0, 0];
}

/** The corners of a path, curves cut into straight pieces; an elliptic arc is taken as its chord. */
export function flattenPath(path: string): Point[] {
  const points: Point[] = [];
  let at: Point = [0, 0];
  let start: Point = [0, 0];
  let control: Point = at;
  for (const { command, values } of commands(path)) {
    const upper = command.toUpperCase();
    const relative = command !== upper;
    const point = (i: number): Point =>
      relative ? [at[0] + values[i], at[1] + values[i + 1]] : [values[i], values[i + 1]];
    const mirrored: Point = [2 * at[0] - control[0], 2 * at[1] - control[1]];
    let curve: Point[];
    if (upper === "H") curve = [at, [relative ? at[0] + values[0] : values[0], at[1]]];
    else if (upper === "V") curve = [at, [at[0], relative ? at[1] + values[0] : values[0]]];
    else if (upper === "C") curve = [at, point(0), point(2), point(4)];
    else if (upper === "S") curve = [at, mirrored, point(0), point(2)];
    else if (upper === "Q") curve = [at, point(0), point(2)];
    else if (upper === "T") curve = [at, mirrored, point(0)];
    else if (upper === "A") curve = [at, point(5)];
    else if (upper === "Z") curve = [at, start];
    else curve = [at, point(0)];

    if (upper === "M") points.push(curve[1]);
    else points.push(...bezier(curve));
    control = curve.length > 2 ? curve.at(-2)! : curve.at(-1)!;
    at = curve.at(-1)!;
    if (upper === "M") start = at;
  }
  return points;
}

function* commands(path: string): Generator<{ command: string; values: number[] }> {
  for (const [, letter, list] of path.matchAll(/([a-z])([^a-df-z]*)/gi)) {
    const count = ARGUMENTS[letter.toUpperCase()];
    if (count === undefined) throw new Error(`path command "${letter}" is not known`);
    const values = (list.match(/[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?/gi) ?? []).map(Number);
    if (count === 0) yield { command: letter, values };
    for (let i = 0; count > 0 && i + count <= values.length; i += count) {
      yield { command: i > 0 && letter === "M" ? "L" : letter, values: values.slice(i, i + count) };
    }
  }
}

/** Points along a Bezier curve of any degree after its first (de Casteljau's construction). */
function bezier(curve: readonly Point[]): Point[] {
  if (curve.length === 2) return [curve[1]];
  return Array.from({ length: PIECES }, (_, piece) => {
    let level = curve;
    while (level.length > 1) {
      const below = level;
      level = below.slice(1).map((point, i) => between(below[i], point, (piece + 1) / PIECES));
    }
    return level[0];
  });
}

const between = (a: Point, b: Point, t: number): Point => [
  a[0] + (b[0] - a[0]) * t,
  a[1] + (b[1] - a[1]) * t,
];

const distance = (a: Point, b: Point): number => Math.hypot(b[0] - a[0], b[1] - a[1]);
