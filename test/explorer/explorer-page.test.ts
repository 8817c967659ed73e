import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { pathToFileURL } from "node:url";
import { type ExploredRun, explorerPage } from "../../src/explorer/index.js";
import { ruleWeights } from "../../src/explorer/rule-weights.js";
import { runColumns } from "../../src/explorer/run-columns.js";
import { type BrowserPage, openBrowser } from "../browser.js";
import { findChromium } from "../figures/chromium.js";
import { sampleRun } from "./sample-run.js";

const chromium = findChromium();
const skip = chromium ? false : "no Chromium on PATH (CHROME_PATH)";
const folder = mkdtempSync(path.join(tmpdir(), "explorer-"));
after(() => rmSync(folder, { recursive: true, force: true }));

/** Helpers that the page's tests share: what a reader does, and two frames to draw it. */
const HELPERS = `
  const frames = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  const field = (label) => [...document.querySelectorAll("label")].find((one) => one.textContent.startsWith(label)).querySelector("input, select");
  const change = async (label, value) => {
    const one = field(label);
    one.value = value;
    one.dispatchEvent(new Event(one.type === "range" ? "input" : "change", { bubbles: true }));
    await frames();
  };
  const measures = () => [...document.querySelectorAll(".measures")].map((one) => one.textContent);
`;

/** Opens a page of these runs, and does something there. */
async function explored<T>(
  runs: ExploredRun[],
  use: (page: BrowserPage) => Promise<T>,
  options = {},
): Promise<T> {
  const file = path.join(folder, "explorer.html");
  writeFileSync(file, await explorerPage(runs));
  const page = await openBrowser(chromium!, options);
  try {
    await page.open(pathToFileURL(file).href);
    await page.evaluate(`{ ${HELPERS} Object.assign(window, { frames, field, change, measures }); 0 }`);
    const result = await use(page);
    assert.deepEqual(page.messages, []);
    assert.deepEqual(
      page.requests.filter((address) => !address.startsWith("file:")),
      [],
    );
    return result;
  } finally {
    await page.close();
  }
}

const percent = (share: number | undefined): string => `${(100 * share!).toFixed(1)} %`;

test("rule and rho move mask, precision and recall at once, by the kit's own rules", { skip }, async () => {
  const run = sampleRun();
  const columns = runColumns(run);
  await explored([run], async (page) => {
    for (const [arm, rho] of [
      ["top", 0.2],
      ["top", 0.05],
      ["bottom", 0.5],
      ["oracle", 0.3],
    ] as const) {
      await page.evaluate(`change("rule", "${arm}").then(() => change("rho", ${100 * rho}))`);
      const { kept, precision, recall } = ruleWeights(run, columns, { arm, rho });
      const [shown] = await page.evaluate<string[]>("measures()");
      assert.match(
        shown,
        new RegExp(`kept *${percent(kept)}.*precision *${percent(precision)}.*recall *${percent(recall)}`),
      );
      const underlined = await page.evaluate<number>(`document.querySelectorAll("#response-0 .kept").length`);
      const own = ruleWeights(run, columns, { arm, rho })
        .weights.subarray(0, 20)
        .filter((weight) => weight > 0).length;
      assert.equal(underlined, own, `${arm} ${rho}`);
    }
    await page.evaluate(`change("rule", "lp-reg")`);
    assert.match(
      (await page.evaluate<string[]>("measures()"))[0],
      /"lp-reg" reads distribution, oldDistribution/,
    );
  });
});

test("keys move through responses and tokens, and take another way at a fork", { skip }, async () => {
  await explored([sampleRun()], async (page) => {
    await page.evaluate(`document.querySelector(".list").focus()`);
    for (const key of ["ArrowDown", "ArrowDown", "ArrowUp"]) await page.press(key);
    const active = `document.querySelector(".list").getAttribute("aria-activedescendant")`;
    assert.equal(await page.evaluate(`frames().then(() => ${active})`), "response-1");
    await page.press("Home");
    await page.evaluate(`frames().then(() => document.querySelector(".detail .token").focus())`);
    for (const key of ["ArrowRight", "ArrowRight", "ArrowRight"]) await page.press(key);
    const current = `document.querySelectorAll(".facts-title")[0].textContent`;
    assert.match(await page.evaluate(`frames().then(() => ${current})`), /token 4 of 20/);
    assert.match(
      await page.evaluate(`document.querySelector(".facts").textContent`),
      /real.*how many went right.*6\/8.*1\/8/s,
    );
    await page.press("2");
    const detail = `frames().then(() => document.querySelector(".detail").textContent)`;
    assert.match(await page.evaluate(detail), /elsewhere.*Another way, taken at token 4.*not in the batch/s);
    await page.press("Backspace");
    assert.doesNotMatch(await page.evaluate(detail), /Another way/);
  });
});

test("two runs stand side by side, row by row", { skip }, async () => {
  await explored([sampleRun({ name: "one" }), sampleRun({ name: "two", responses: 8 })], async (page) => {
    await page.evaluate(`change("beside it", "1")`);
    assert.equal(await page.evaluate(`document.querySelectorAll("#response-0 .cell").length`), 2);
    assert.equal(await page.evaluate(`document.querySelectorAll(".detail").length`), 2);
    assert.deepEqual(
      (await page.evaluate<string[]>("measures()")).map((text) => text.slice(0, 3)),
      ["one", "two"],
    );
  });
});

test("a reader's own measurement is opened; what is none is refused in the page", { skip }, async () => {
  const own = path.join(folder, "tokens.jsonl");
  const token = { response: 0, position: 0, id: 1, token: " mine", entropy: 0.5, logProb: -1 };
  writeFileSync(own, `${JSON.stringify(token)}\n`);
  const bad = path.join(folder, "bad.jsonl");
  writeFileSync(bad, '{"hello": "<img src=x onerror=alert(1)>"}\n');
  await explored([sampleRun()], async (page) => {
    await page.send("DOM.enable");
    const pick = async (file: string) => {
      const { root } = (await page.send("DOM.getDocument")) as { root: { nodeId: number } };
      const { nodeId } = await page.send("DOM.querySelector", {
        nodeId: root.nodeId,
        selector: "input[type=file]",
      });
      await page.send("DOM.setFileInputFiles", { nodeId, files: [file] });
      await page.evaluate("new Promise((done) => setTimeout(done, 200))");
    };
    await pick(own);
    assert.match(await page.evaluate(`document.querySelector(".row").textContent`), /mine/);
    assert.match((await page.evaluate<string[]>("measures()"))[0], /tokens\.jsonl.*true forks are not known/);
    await pick(bad);
    assert.match(
      await page.evaluate(`document.querySelector("[role=alert]").textContent`),
      /bad\.jsonl: wanted tokens/,
    );
  });
});

test("hostile text is only text", { skip }, async () => {
  const run = sampleRun();
  const hostile = [
    "<img src=x onerror='window.hacked=1'>",
    "</script><script>window.hacked=1</script>",
    "\u202egnp\u0000\u001b[2J",
    "<!--",
    "]]>",
    "&lt;b&gt;",
  ];
  const named = {
    ...run,
    name: "<b>bold</b>",
    about: hostile[0],
    texts: hostile,
    prompts: run.prompts.map(() => hostile[1]),
  };
  await explored([named], async (page) => {
    assert.equal(await page.evaluate("window.hacked === undefined"), true);
    assert.equal(
      await page.evaluate(
        `document.querySelectorAll("#explorer img, #explorer script, #explorer b b").length`,
      ),
      0,
    );
    const text = await page.evaluate<string>(`document.querySelector("#explorer").textContent`);
    assert.ok(text.includes(hostile[0]) && text.includes(hostile[1]) && text.includes("<b>bold</b>"));
    for (const hidden of ["\u202e", "\u0000", "\u001b"]) assert.ok(!text.includes(hidden));
  });
});

test("2,000 responses scroll with a frame's work to spare, and only those in sight are drawn", {
  skip,
}, async () => {
  await explored([sampleRun({ responses: 2000, tokens: 52 })], async (page) => {
    const drawn = `document.querySelectorAll(".row").length`;
    assert.ok((await page.evaluate<number>(drawn)) < 30);
    // Processor time of the page's main thread, which other work on the machine does not lengthen.
    await page.send("Performance.enable", { timeDomain: "threadTicks" });
    const used = async (): Promise<number> => {
      const { metrics } = (await page.send("Performance.getMetrics")) as {
        metrics: { name: string; value: number }[];
      };
      return metrics.find(({ name }) => name === "TaskDuration")!.value;
    };
    const before = await used();
    const frames = 200;
    const pixels = 200;
    await page.evaluate(`(async () => {
      const list = document.querySelector(".list");
      for (let i = 1; i <= ${frames}; i++) {
        list.scrollTop = i * ${pixels};
        await new Promise(requestAnimationFrame);
      }
    })()`);
    const perFrame = (1000 * ((await used()) - before)) / frames;
    assert.ok(perFrame < 1000 / 60, `${perFrame} ms of processor time a frame`);
    assert.ok((await page.evaluate<number>(drawn)) < 30);
    assert.match(await page.evaluate(`document.querySelector(".row").id`), /response-40\d/);
  });
});

test("every control has a name for a screen reader", { skip }, async () => {
  await explored([sampleRun()], async (page) => {
    await page.send("Accessibility.enable");
    const { nodes } = (await page.send("Accessibility.getFullAXTree")) as {
      nodes: { ignored: boolean; role?: { value: string }; name?: { value: string } }[];
    };
    const roles = ["button", "combobox", "slider", "listbox", "option", "meter", "region", "toolbar"];
    const controls = nodes.filter(({ ignored, role }) => !ignored && roles.includes(role?.value ?? ""));
    assert.ok(controls.length > 40);
    assert.deepEqual(
      controls.filter(({ name }) => !name?.value).map(({ role }) => role?.value),
      [],
    );
    const token = controls.find(({ name }) =>
      /, entropy \d\.\d\d, fork, receives gradient$/.test(name?.value ?? ""),
    );
    assert.ok(token);
  });
});
