import { type FontMetrics, readFontMetrics } from "./true-type.js";

const folder = "dejavu-fonts-ttf/ttf";
const FACES = {
  regular: `${folder}/DejaVuSans.ttf`,
  bold: `${folder}/DejaVuSans-Bold.ttf`,
  oblique: `${folder}/DejaVuSans-Oblique.ttf`,
  mono: `${folder}/DejaVuSansMono.ttf`,
  monoBold: `${folder}/DejaVuSansMono-Bold.ttf`,
};

/** Every font that a rendered figure can use: the machine's own fonts play no part. */
export const FONT_FILES: string[] = Object.values(FACES).map((file) => require.resolve(file));

export interface FontStyle {
  family: string;
  bold: boolean;
}

const loaded = new Map<keyof typeof FACES, FontMetrics>();

/** The metrics of the bundled face that resvg takes for this style (an oblique is as wide as its upright). */
export function metricsOf({ family, bold }: FontStyle): FontMetrics {
  const mono = /mono|courier/i.test(family);
  const face = mono ? (bold ? "monoBold" : "mono") : bold ? "bold" : "regular";
  let metrics = loaded.get(face);
  if (!metrics) {
    metrics = readFontMetrics(require.resolve(FACES[face]));
    loaded.set(face, metrics);
  }
  return metrics;
}
