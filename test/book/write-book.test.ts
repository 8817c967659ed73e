import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { type BookPage, writeBook } from "../../src/book/index.js";
import { type BrowserPage, openBrowser } from "../browser.js";
import { findChromium } from "../figures/chromium.js";

const folder = mkdtempSync(path.join(tmpdir(), "book-"));
let pages: readonly BookPage[];
before(async () => {
  pages = await writeBook(folder);
});
after(() => rmSync(folder, { recursive: true, force: true }));

const chromium = findChromium();
const skip = chromium ? false : "no Chromium on PATH (CHROME_PATH)";

test("the book has every notebook, the gallery, the claims and the explorer", () => {
  const notebooks = readdirSync("notebooks").filter((name) => name.endsWith(".ipynb"));
  assert.ok(notebooks.length > 8);
  const wanted = notebooks.map((name) => `notebooks/${name.replace("ipynb", "html")}`);
  for (const place of [
    ...wanted,
    "index.html",
    "notebooks/index.html",
    "figures/index.html",
    "claims.html",
    "explorer.html",
  ]) {
    assert.ok(
      pages.some((page) => page.path === place),
      place,
    );
    assert.ok(existsSync(path.join(folder, place)), place);
  }
});

test("a book is written over an earlier one alone", async () => {
  assert.equal((await writeBook(folder)).length, pages.length);
  const other = mkdtempSync(path.join(tmpdir(), "site-"));
  const index = path.join(other, "index.html");
  writeFileSync(index, "<!doctype html>\n<title>mine</title>");
  try {
    await assert.rejects(
      writeBook(other),
      /holds index\.html and is not a book of these pages; wanted a new or/,
    );
    assert.deepEqual(readdirSync(other), ["index.html"]);
  } finally {
    rmSync(other, { recursive: true });
  }
});

test("every link and every file that a page names is in the book, anchors too", () => {
  const anchors = new Map<string, Set<string>>();
  const anchorsOf = (file: string): Set<string> => {
    if (!anchors.has(file)) {
      const text = readFileSync(file, "utf8");
      anchors.set(file, new Set(Array.from(text.matchAll(/\sid="([^"]*)"/g), ([, id]) => id)));
    }
    return anchors.get(file)!;
  };
  let links = 0;
  for (const { path: place } of pages.filter((page) => page.path !== "explorer.html")) {
    const file = path.join(folder, place);
    const html = readFileSync(file, "utf8").replace(/<pre[\s\S]*?<\/pre>/g, "");
    for (const [, name, address] of html.matchAll(/\s(href|src|data-figure)="([^"]*)"/g)) {
      links++;
      if (/^https?:/.test(address)) {
        assert.equal(name, "href", `${place} loads ${address}`);
        continue;
      }
      const [target, anchor] = address.split("#");
      const found = target === "" ? file : path.resolve(path.dirname(file), decodeURI(target));
      assert.ok(found.startsWith(folder) && existsSync(found), `${place}: ${address}`);
      if (anchor) assert.ok(anchorsOf(found).has(decodeURIComponent(anchor)), `${place}: ${address}`);
    }
  }
  assert.ok(links > 500);
});

/** Opens a page of the book; nothing may be asked of the network, and nothing may go wrong. */
async function opened<T>(place: string, use: (page: BrowserPage) => Promise<T>, options = {}): Promise<T> {
  const page = await openBrowser(chromium!, options);
  try {
    await page.open(pathToFileURL(path.join(folder, place)).href);
    const result = await use(page);
    assert.deepEqual(page.messages, []);
    assert.deepEqual(
      page.requests.filter((address) => !/^(file|data|blob):/.test(address)),
      [],
    );
    return result;
  } finally {
    await page.close();
  }
}

const until = (condition: string) => `(async () => {
  for (let tries = 0; tries < 200 && !(${condition}); tries++) await new Promise((done) => setTimeout(done, 50));
  return !!(${condition});
})()`;

test("formulas are set, and a figure in sight becomes interactive", { skip }, async () => {
  await opened("notebooks/01-policy-gradient.html", async (page) => {
    assert.ok((await page.evaluate<number>(`document.querySelectorAll(".katex").length`)) > 50);
    assert.equal(await page.evaluate(`document.querySelectorAll(".katex-error").length`), 0);
    assert.equal(
      await page.evaluate(`document.fonts.load("16px KaTeX_Main").then((fonts) => fonts.length > 0)`),
      true,
    );
    await page.evaluate(`document.querySelector("[data-figure]").scrollIntoView()`);
    assert.equal(await page.evaluate(until(`document.querySelector("[data-figure] .main-svg")`)), true);
    assert.equal(
      await page.evaluate(until(`!document.querySelector("[data-figure]").querySelector("img")`)),
      true,
    );
  });
});

test("a reader ticks the learning goals, and they stay ticked", { skip }, async () => {
  const ticked = `[...document.querySelectorAll("li.task input")].map(({ checked }) => checked)`;
  await opened("notebooks/00-tour.html", async (page) => {
    const before = await page.evaluate<boolean[]>(ticked);
    assert.ok(before.length >= 3 && !before.includes(true));
    await page.evaluate(`document.querySelectorAll("li.task label")[1].click()`);
    await page.open(pathToFileURL(path.join(folder, "notebooks/00-tour.html")).href);
    const after = await page.evaluate<boolean[]>(ticked);
    assert.deepEqual(
      after,
      before.map((_, i) => i === 1),
    );
  });
});

test("a search finds a section from any page, and leads to it", { skip }, async () => {
  await opened("notebooks/00-tour.html", async (page) => {
    await page.press("/");
    assert.equal(await page.evaluate(`document.activeElement.type`), "search");
    await page.evaluate(
      `{ const input = document.activeElement; input.value = "log-derivative"; input.dispatchEvent(new Event("input")); 0 }`,
    );
    assert.equal(await page.evaluate(until(`document.querySelector(".found a")`)), true);
    const address = await page.evaluate<string>(`document.querySelector(".found a").href`);
    assert.match(address, /notebooks\/01-policy-gradient\.html#4-the-log-derivative-trick$/);
    await page.press("Escape");
    assert.equal(await page.evaluate(`document.querySelectorAll(".found a").length`), 0);
  });
});

test("a reader changes between light and dark", { skip }, async () => {
  const ground = `getComputedStyle(document.body).backgroundColor`;
  await opened("index.html", async (page) => {
    const light = await page.evaluate(ground);
    await page.evaluate(`document.querySelector(".theme").click()`);
    assert.notEqual(await page.evaluate(ground), light);
  });
  await opened("claims.html", async (page) => assert.equal(await page.evaluate(ground), "rgb(22, 24, 28)"), {
    dark: true,
  });
});
