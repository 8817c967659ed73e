import type { DOMWindow } from "jsdom";
import { PNG } from "pngjs";

interface Pixels {
  width: number;
  height: number;
  data: Uint8ClampedArray;
}

/** Gives jsdom's canvas elements the part of the 2-D context that heatmaps and images are painted with. */
export function installCanvas(window: DOMWindow): void {
  const contexts = new WeakMap<HTMLCanvasElement, CanvasContext>();
  const contextOf = (canvas: HTMLCanvasElement): CanvasContext => {
    let context = contexts.get(canvas);
    if (!context) {
      context = new CanvasContext(canvas);
      contexts.set(canvas, context);
    }
    return context;
  };
  const prototype = window.HTMLCanvasElement.prototype as unknown as Record<string, unknown>;
  prototype.getContext = function (this: HTMLCanvasElement, kind: string): CanvasContext | null {
    return kind === "2d" ? contextOf(this) : null;
  };
  prototype.toDataURL = function (this: HTMLCanvasElement): string {
    return `data:image/png;base64,${encode(contextOf(this).pixels()).toString("base64")}`;
  };
}

function encode({ width, height, data }: Pixels): Buffer {
  const picture = new PNG({ width, height });
  picture.data.set(data);
  return PNG.sync.write(picture);
}

class CanvasContext {
  fillStyle = "#000000";
  #image: Pixels = emptyPixels(0, 0);

  constructor(readonly canvas: HTMLCanvasElement) {}

  /** The whole canvas; as in a browser, a new width or height empties it. */
  pixels(): Pixels {
    const { width, height } = this.canvas;
    if (this.#image.width !== width || this.#image.height !== height) {
      this.#image = emptyPixels(width, height);
    }
    return this.#image;
  }

  createImageData(width: number, height: number): Pixels {
    return emptyPixels(width, height);
  }

  putImageData(source: Pixels, x: number, y: number): void {
    const target = this.pixels();
    for (let row = 0; row < source.height; row++) {
      const line = source.data.subarray(row * source.width * 4, (row + 1) * source.width * 4);
      target.data.set(line, ((y + row) * target.width + x) * 4);
    }
  }

  fillRect(x: number, y: number, width: number, height: number): void {
    const { data, width: canvasWidth, height: canvasHeight } = this.pixels();
    const color = parseColor(this.fillStyle);
    const clamp = (value: number, most: number) => Math.min(most, Math.max(0, Math.round(value)));
    for (let row = clamp(y, canvasHeight); row < clamp(y + height, canvasHeight); row++) {
      for (let column = clamp(x, canvasWidth); column < clamp(x + width, canvasWidth); column++) {
        data.set(color, (row * canvasWidth + column) * 4);
      }
    }
  }
}

function emptyPixels(width: number, height: number): Pixels {
  return { width, height, data: new Uint8ClampedArray(width * height * 4) };
}

function parseColor(text: string): number[] {
  const channels = /^rgba?\(([^)]+)\)/.exec(text)?.[1].split(",").map(Number);
  if (channels) return [...channels.slice(0, 3), Math.round((channels[3] ?? 1) * 255)];
  const hex = /^#([0-9a-f]{6})$/i.exec(text)?.[1];
  if (hex) return [...Buffer.from(hex, "hex"), 255];
  throw new Error(`canvas color "${text}" is not known; want rgb(...), rgba(...) or #rrggbb`);
}
