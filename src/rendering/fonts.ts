import { projectPath } from "../files/index.js";
import { type FontMetrics, readFontMetrics } from "./true-type.js";

const folder = "dejavu-fonts-ttf/ttf";
const FACES = {
  regular: `${folder}/DejaVuSans.ttf`,
  bold: `${folder}/DejaVuSans-Bold.ttf`,
  oblique: `${folder}/DejaVuSans-Oblique.ttf`,
  mono: `${folder}/DejaVuSansMono.ttf`,
  monoBold: `${folder}/DejaVuSansMono-Bold.ttf`,
};

/** Has the characters that DejaVu lacks, Chinese, Japanese and Korean ones among them; the build unpacks it. */
const FALLBACK_FILE = projectPath("dist/unifontex.ttf");

const loaded = new Map<string, FontMetrics>();

function metricsOfFile(file: string): FontMetrics {
  const metrics = loaded.get(file) ?? readFontMetrics(file);
  loaded.set(file, metrics);
  return metrics;
}

/** The font files with which a text can be drawn: the machine's own fonts play no part. */
export function fontFilesFor(text: string): string[] {
  const { has } = metricsOf({ family: "DejaVu Sans", bold: false });
  const isLacking = Array.from(text.match(/[^\0-\x7f]/gu) ?? []).some(
    (character) => !has(character.codePointAt(0)!),
  );
  const files = Object.values(FACES).map((file) => require.resolve(file));
  return isLacking ? [...files, FALLBACK_FILE] : files;
}

export interface FontStyle {
  family: string;
  bold: boolean;
}

/**
 * The metrics of the bundled face that resvg takes for this style (an oblique is as wide as its upright). What it lacks
 * is as wide as in the font that stands in for it.
 * @example metricsOf({ family: "sans-serif", bold: false })
 */
export function metricsOf({ family, bold }: FontStyle): FontMetrics {
  const mono = /mono|courier/i.test(family);
  const face = mono ? (bold ? "monoBold" : "mono") : bold ? "bold" : "regular";
  const metrics = metricsOfFile(require.resolve(FACES[face]));
  return {
    ...metrics,
    advance(codePoint) {
      if (metrics.has(codePoint)) return metrics.advance(codePoint);
      const fallback = metricsOfFile(FALLBACK_FILE);
      return (fallback.has(codePoint) ? fallback : metrics).advance(codePoint);
    },
  };
}
