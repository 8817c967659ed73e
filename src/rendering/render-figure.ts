import { type ChildProcess, fork } from "node:child_process";
import type { Socket } from "node:net";
import path from "node:path";
import { quote } from "../text/index.js";
import { type Figure, plainFigure } from "./figure.js";
import type { RenderReply, RenderRequest } from "./render-process.js";

export interface RenderedFigure {
  /** The picture as SVG text, `layout.width` x `layout.height` pixels. */
  svg: string;
  /** The same picture as a PNG file of twice that size. */
  png: Uint8Array;
}

/** How long one figure may take before its rendering is given up. */
const LIMIT_SECONDS = 120;

/** What is told of what a drawing process said last. */
const SHOWN_WORDS = 400;

const NEEDS_WEBGL =
  /gl$|3d$|mapbox$|^(surface|cone|streamtube|volume|isosurface|splom|parcoords|scattermap|densitymap|choroplethmap)$/;
const NEEDS_NETWORK = /^(choropleth|scattergeo)$/;

interface Waiting extends RenderRequest {
  resolve: (rendered: RenderedFigure) => void;
  reject: (error: Error) => void;
  timer: NodeJS.Timeout;
}

/** In the order in which they are drawn, one after the other. */
const waiting = new Map<number, Waiting>();
let child: ChildProcess | undefined;
let nextId = 0;

/**
 * Draws a plotly figure without a browser, in a process of its own. The same figure gives the same bytes.
 * @throws Error if a trace needs WebGL or map data from the network, or if plotly.js cannot draw the figure; also where
 * drawing it takes the other process down
 * @example (await renderFigure(paperAccuracyFigure())).svg
 */
export async function renderFigure(figure: Figure): Promise<RenderedFigure> {
  const plain = plainFigure(figure);
  refuseUndrawable(plain);
  const request: RenderRequest = { id: nextId++, json: JSON.stringify(plain) };
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => child?.kill("SIGKILL"), LIMIT_SECONDS * 1000);
    waiting.set(request.id, { ...request, resolve, reject, timer });
    send(request);
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

function send({ id, json }: RenderRequest): void {
  child ??= startProcess();
  child.ref();
  child.channel?.ref();
  child.send({ id, json } satisfies RenderRequest);
}

function startProcess(): ChildProcess {
  const started = fork(path.join(__dirname, "render-process.js"), [], {
    serialization: "advanced",
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
  let lastWords = "";
  started.stderr!.on("data", (chunk) => {
    lastWords = `${lastWords}${chunk}`.slice(-SHOWN_WORDS);
  });
  (started.stderr as unknown as Socket).unref();
  started.on("message", (reply: RenderReply) => {
    const request = settle(reply.id);
    if ("error" in reply) request?.reject(new Error(`plotly.js cannot draw the figure: ${reply.error}`));
    else request?.resolve({ svg: reply.svg, png: reply.png });
    if (waiting.size > 0) return;
    started.unref();
    started.channel?.unref();
  });
  started.on("close", (code, signal) => {
    if (child === started) child = undefined;
    const [broken, ...others] = waiting.values();
    if (!broken) return;
    const reason =
      signal === "SIGKILL"
        ? `no picture after ${LIMIT_SECONDS} s`
        : `the drawing process ended with ${signal ?? code}: ${quote(lastWords.trim(), { limit: SHOWN_WORDS })}`;
    settle(broken.id)?.reject(new Error(`rendering stopped: ${reason}`));
    for (const request of others) send(request);
  });
  return started;
}

function settle(id: number): Waiting | undefined {
  const request = waiting.get(id);
  waiting.delete(id);
  clearTimeout(request?.timer);
  return request;
}
