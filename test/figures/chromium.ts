import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { type Figure, plainFigure } from "../../src/rendering/index.js";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/** A Chromium of this machine: `CHROME_PATH`, else the first one on PATH; undefined where there is none. */
export function findChromium(): string | undefined {
  const onPath = (process.env.PATH ?? "")
    .split(path.delimiter)
    .flatMap((folder) => NAMES.map((name) => path.join(folder, name)));
  return [process.env.CHROME_PATH ?? "", ...onPath].find((file) => file !== "" && existsSync(file));
}

/** Draws figures in headless Chromium; returns one PNG each, twice the figure's size. */
export async function chromiumPictures(
  chromium: string,
  figures: Record<string, Figure>,
): Promise<Map<string, Buffer>> {
  const folder = mkdtempSync(path.join(tmpdir(), "chromium-"));
  try {
    const page = path.join(folder, "page.html");
    writeFileSync(page, html(figures));
    const { stdout } = await promisify(execFile)(
      chromium,
      [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-lcd-text",
        "--font-render-hinting=none",
        "--force-color-profile=srgb",
        "--virtual-time-budget=60000",
        `--user-data-dir=${folder}/profile`,
        "--dump-dom",
        pathToFileURL(page).href,
      ],
      { maxBuffer: 1 << 28, timeout: 120_000 },
    );
    const printed = /<pre id="pictures">([^<]*)</.exec(stdout)?.[1];
    if (!printed) throw new Error(`${chromium} printed no pictures: ${stdout.slice(0, 300)}`);
    const pictures = JSON.parse(printed) as Record<string, string>;
    return new Map(
      Object.entries(pictures).map(([name, url]) => [name, Buffer.from(url.split(",")[1], "base64")]),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

function html(figures: Record<string, Figure>): string {
  const plain = Object.fromEntries(
    Object.entries(figures).map(([name, figure]) => [name, plainFigure(figure)]),
  );
  const fonts = ["DejaVuSans.ttf", "DejaVuSans-Bold.ttf"].map(
    (file, i) =>
      `@font-face { font-family: "DejaVu Sans"; font-weight: ${i === 0 ? "normal" : "bold"}; src: url("${
        pathToFileURL(require.resolve(`dejavu-fonts-ttf/ttf/${file}`)).href
      }"); }`,
  );
  return `<!doctype html><meta charset="utf-8"><style>${fonts.join("\n")}</style><body>
<script src="${pathToFileURL(require.resolve("plotly.js")).href}"></script>
<script>
const figures = ${JSON.stringify(plain).replaceAll("<", "\\u003c")};
(async () => {
  await Promise.all(["13px", "bold 13px"].map((font) => document.fonts.load(font + " 'DejaVu Sans'")));
  const pictures = {};
  for (const [name, { data, layout }] of Object.entries(figures)) {
    let state = 1;
    Math.random = () => (state = (state * 16807) % 2147483647) / 2147483647;
    pictures[name] = await Plotly.toImage({ data, layout },
      { format: "png", width: layout.width, height: layout.height, scale: 2 });
  }
  const pre = document.createElement("pre");
  pre.id = "pictures";
  pre.textContent = JSON.stringify(pictures);
  document.body.replaceChildren(pre);
})();
</script>`;
}
