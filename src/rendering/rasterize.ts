import { Resvg } from "@resvg/resvg-js";
import { fontFilesFor } from "./fonts.js";

/** Pixels of the picture per pixel of the figure. */
export const PNG_SCALE = 2;

/** SVG text to a PNG on white, `PNG_SCALE` times as large, with the bundled fonts only. */
export function rasterize(svg: string): Uint8Array {
  const resvg = new Resvg(svg, {
    fitTo: { mode: "zoom", value: PNG_SCALE },
    background: "white",
    font: {
      loadSystemFonts: false,
      fontFiles: fontFilesFor(svg),
      defaultFontFamily: "DejaVu Sans",
      sansSerifFamily: "DejaVu Sans",
      monospaceFamily: "DejaVu Sans Mono",
    },
  });
  return new Uint8Array(resvg.render().asPng());
}
