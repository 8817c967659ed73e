// A child process that draws figures. Native code draws the PNG; where that fails for good, this process ends alone.
import { openPlotlyPage } from "./plotly-page.js";
import { rasterize } from "./rasterize.js";

/** What the parent asks for: a figure as JSON. */
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

// The keyboard's Ctrl-C is for the parent, which may go on: a notebook's cell is interrupted so.
process.on("SIGINT", () => {});
process.on("disconnect", () => process.exit(0));
let last: Promise<unknown> = Promise.resolve();
process.on("message", (request: RenderRequest) => {
  last = last.then(async () => process.send!(await render(request)));
});
