import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { tableBundle } from "../../src/notebook/show-table.js";
import { visibleText } from "../../src/text/index.js";
import { findChromium } from "../figures/chromium.js";
import { PAYLOADS } from "../text/payloads.js";

// What Jupyter's own page uses, as Debian packages it: libjs-mathjax and node-marked.
const MATHJAX = "/usr/share/javascript/mathjax/MathJax.js";
const MARKED = "/usr/share/nodejs/marked/lib/marked.umd.js";

const chromium = findChromium();
const skip = !chromium
  ? "no Chromium found"
  : [MATHJAX, MARKED].some((file) => !existsSync(file)) && "needs Debian's libjs-mathjax and node-marked";

test("what a model wrote is text in a table, with Markdown, HTML and MathJax on", { skip }, (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), "table-"));
  t.after(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  const names = Object.keys(PAYLOADS);
  const { "text/markdown": markdown } = tableBundle(
    names.map((name) => ({ name, token: PAYLOADS[name] })),
    { limit: 1000 },
  );
  const page = path.join(folder, "page.html");
  writeFileSync(page, html(markdown));
  const dom = execFileSync(
    chromium!,
    [
      ...["--headless", "--no-sandbox", "--disable-gpu", "--allow-file-access-from-files"],
      ...["--virtual-time-budget=60000", `--user-data-dir=${folder}/profile`, "--dump-dom"],
      pathToFileURL(page).href,
    ],
    { encoding: "utf8", maxBuffer: 1 << 28, timeout: 120_000, stdio: ["ignore", "pipe", "ignore"] },
  );
  const printed = /<pre id="report">([^<]*)</.exec(dom)?.[1];
  assert.ok(printed, `${chromium} reported nothing: ${dom.slice(0, 500)}`);
  const report = JSON.parse(decodeURIComponent(printed));
  assert.equal(report.control, 2, "MathJax typesets formulas on this page");
  assert.deepEqual([report.title, report.active], ["untouched", []]);
  const wanted = names.map((name) =>
    visibleText(PAYLOADS[name], { limit: 1000 }).replace(/\s+/g, " ").trim(),
  );
  assert.deepEqual(report.cells, wanted);
});

function html(markdown: string): string {
  const url = (file: string): string => pathToFileURL(file).href;
  return `<!doctype html><meta charset="utf-8"><title>untouched</title>
<script type="text/x-mathjax-config">
MathJax.Hub.Config({
  tex2jax: { inlineMath: [["$", "$"], ["\\\\(", "\\\\)"]], displayMath: [["$$", "$$"], ["\\\\[", "\\\\]"]],
    processEscapes: true, processEnvironments: true },
  skipStartupTypeset: true, showMathMenu: false, messageStyle: "none",
});
</script>
<script src="${url(MARKED)}"></script>
<script src="${url(MATHJAX)}?config=TeX-AMS_CHTML"></script>
<div id="control">$a$ and \\(b\\)</div><div id="table"></div><pre id="report"></pre>
<script>
const MARKUP = "script, img, svg, a, b, strong, em, code, del, .MathJax, .mjx-chtml, .MathJax_Preview";
const table = document.getElementById("table");
table.innerHTML = marked.parse(decodeURIComponent("${encodeURIComponent(markdown)}"));
MathJax.Hub.Queue(["Typeset", MathJax.Hub], () => {
  const places = [...table.querySelectorAll("tr")].slice(1).map((row) => row.children);
  const report = {
    control: document.getElementById("control").querySelectorAll("script[type^='math/tex']").length,
    title: document.title,
    active: [...table.querySelectorAll(MARKUP)].map((element) => element.outerHTML),
    cells: places.map((cells) => cells.length === 2 ? cells[1].textContent.replace(/\\s+/g, " ").trim() : "?"),
  };
  document.getElementById("report").textContent = encodeURIComponent(JSON.stringify(report));
});
</script>`;
}
