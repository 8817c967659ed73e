import path from "node:path";
import { Worker } from "node:worker_threads";
import { type Figure, plainFigure } from "./figure.js";
import type { RenderReply, RenderRequest } from "./render.worker.js";

export interface RenderedFigure {
  /** The picture as SVG text, `layout.width` x `layout.height` pixels. */
  svg: string;
  /** The same picture as a PNG file of twice that size. */
  png: Uint8Array;
}

/** How long one figure may take before its rendering is given up. */
const LIMIT_SECONDS = 120;

const NEEDS_WEBGL =
  /gl$|3d$|mapbox$|^(surface|cone|streamtube|volume|isosurface|splom|parcoords|scattermap|densitymap|choroplethmap)$/;
const NEEDS_NETWORK = /^(choropleth|scattergeo)$/;

interface Waiting {
  resolve: (rendered: RenderedFigure) => void;
  reject: (error: Error) => void;
  timer: NodeJS.Timeout;
}

const waiting = new Map<number, Waiting>();
let worker: Worker | undefined;
let nextId = 0;

/**
 * Draws a plotly figure without a browser, in a worker thread. The same figure gives the same bytes.
 * @throws Error if a trace needs WebGL or map data from the network, or if plotly.js cannot draw the figure.
 */
export async function renderFigure(figure: Figure): Promise<RenderedFigure> {
  const plain = plainFigure(figure);
  refuseUndrawable(plain);
  const request: RenderRequest = { id: nextId++, json: JSON.stringify(plain) };
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => stop(`no picture after ${LIMIT_SECONDS} s`), LIMIT_SECONDS * 1000);
    waiting.set(request.id, { resolve, reject, timer });
    worker ??= startWorker();
    worker.ref();
    worker.postMessage(request);
  });
}

function refuseUndrawable({ data }: Figure): void {
  data.forEach(({ type = "scatter" }, index) => {
    const lacks = NEEDS_WEBGL.test(String(type))
      ? "WebGL"
      : NEEDS_NETWORK.test(String(type))
        ? "map data from the network"
        : undefined;
    if (lacks) {
      throw new Error(
        `trace ${index} has type "${type}", which needs ${lacks} and cannot be drawn without a browser; ` +
          'use a 2-D type such as "scatter", "bar", "heatmap" or "contour"',
      );
    }
  });
}

function startWorker(): Worker {
  const started = new Worker(path.join(__dirname, "render.worker.js"));
  started.on("message", (reply: RenderReply) => {
    const request = settle(reply.id);
    if ("error" in reply) request?.reject(new Error(`plotly.js cannot draw the figure: ${reply.error}`));
    else request?.resolve({ svg: reply.svg, png: reply.png });
    if (waiting.size === 0) started.unref();
  });
  started.on("error", (error) => {
    if (started === worker) stop(error.message);
  });
  return started;
}

function settle(id: number): Waiting | undefined {
  const request = waiting.get(id);
  waiting.delete(id);
  clearTimeout(request?.timer);
  return request;
}

function stop(reason: string): void {
  for (const id of [...waiting.keys()]) settle(id)?.reject(new Error(`rendering stopped: ${reason}`));
  void worker?.terminate();
  worker = undefined;
}
