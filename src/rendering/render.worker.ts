import { parentPort } from "node:worker_threads";
import { openPlotlyPage } from "./plotly-page.js";
import { rasterize } from "./rasterize.js";

/** What the main thread asks for: a figure as JSON. */
export interface RenderRequest {
  id: number;
  json: string;
}

export type RenderReply = { id: number; svg: string; png: Uint8Array } | { id: number; error: string };

const drawSvg = openPlotlyPage();

async function render({ id, json }: RenderRequest): Promise<RenderReply> {
  try {
    const svg = await drawSvg(json);
    return { id, svg, png: rasterize(svg) };
  } catch (error) {
    return { id, error: error instanceof Error ? error.message : String(error) };
  }
}

let last: Promise<unknown> = Promise.resolve();
parentPort!.on("message", (request: RenderRequest) => {
  last = last.then(async () => parentPort!.postMessage(await render(request)));
});
