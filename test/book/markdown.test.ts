import assert from "node:assert/strict";
import { test } from "node:test";
import { relativePath } from "../../src/book/book-page.js";
import { pageRenderer } from "../../src/book/markdown.js";
import { notebookPage } from "../../src/book/notebook-page.js";
import type { Output } from "../../src/notebook/index.js";

const resolveLink = (href: string) => (href === "other.ipynb" ? "other.html" : undefined);

test("headings get the anchors that GitHub gives them, and each begins a section", () => {
  const page = pageRenderer(resolveLink);
  const html = page.prose("before\n\n# A tour: *do* tokens\n\nfirst\n\n## Twice\n\n## Twice\n\nlast $x^2$");
  assert.deepEqual(
    page.headings.map(({ id }) => id),
    ["a-tour-do-tokens", "twice", "twice-1"],
  );
  assert.match(html, /<h2 id="twice-1">/);
  assert.deepEqual(
    page.sections.map(({ id, text }) => [id, text.trim()]),
    [
      ["", "before"],
      ["a-tour-do-tokens", "first"],
      ["twice", ""],
      ["twice-1", "last x^2"],
    ],
  );
  assert.match(html, /class="katex"/);
});

test("links lead to the book's pages; what the book does not have is named", () => {
  const html = pageRenderer(resolveLink).prose(
    "[a](other.ipynb) and [b **c**](../src/x.ts) and [d](other.ipynb)",
  );
  assert.equal(
    html,
    '<p><a href="other.html">a</a> and <span class="file" title="in the project: ../src/x.ts">b <strong>c</strong></span> and <a href="other.html">d</a></p>\n',
  );
});

test("a task list is one of checkboxes, and a bracket elsewhere is a bracket", () => {
  const page = pageRenderer(resolveLink);
  assert.equal(
    page.prose("- [ ] say *what* $x$ is\n- [x] done\n- no [ ] task\n\n[ ] no list"),
    `<ul>
<li class="task"><label><input type="checkbox"> say <em>what</em> ${katexOf("x")} is</label></li>
<li class="task"><label><input type="checkbox" checked> done</label></li>
<li>no [ ] task</li>
</ul>
<p>[ ] no list</p>
`,
  );
  assert.match(page.sections[0].text, /say what x is done/);
});

const katexOf = (formula: string): string =>
  /<p>(.*)<\/p>/s.exec(pageRenderer(resolveLink).prose(`$${formula}$`))![1];

test("HTML stands in prose, and is shown as text where a cell printed it", () => {
  const page = pageRenderer(resolveLink);
  assert.match(page.prose("<details><summary>x</summary></details>"), /<details>/);
  assert.match(page.output("a <img src=x onerror=alert(1)> b"), /&lt;img src=x/);
});

test("code is colored, and an unknown language is left plain", () => {
  const page = pageRenderer(resolveLink);
  assert.match(page.prose("```ts\nconst a = 1;\n```"), /hljs-keyword/);
  assert.match(page.prose("```klingon\na <b>\n```"), /a &lt;b&gt;/);
});

test("a cell shows its code and the richest form of its outputs", () => {
  const figure = { data: [], layout: { title: { text: "a </script> title" } } };
  const outputs: Output[] = [
    { output_type: "stream", name: "stdout", text: "one\u001b[31m <b>\n" },
    {
      output_type: "display_data",
      data: { "text/markdown": "| a |\n|---|\n| <i>1</i> |", "text/plain": "a" },
      metadata: {},
    },
    {
      output_type: "display_data",
      data: { "image/png": "aGVsbG8=", "application/vnd.plotly.v1+json": figure, "text/plain": "f" },
      metadata: { "image/png": { width: 320 } },
    },
    { output_type: "error", ename: "Error", evalue: "no <way>", traceback: [] },
  ];
  const cells = [
    { cell_type: "markdown" as const, metadata: {}, source: "# Title" },
    { cell_type: "code" as const, metadata: {}, source: "const x = 1 < 2;", outputs, execution_count: 1 },
  ];
  const notebook = { cells, metadata: {}, nbformat: 4 as const, nbformat_minor: 5 };
  const { page, files } = notebookPage(notebook, {
    path: "notebooks/a.html",
    part: "Notebooks",
    resolveLink,
  });
  assert.equal(page.title, "Title");
  assert.match(page.html, /hljs-keyword.*&lt; <span/s);
  assert.match(page.html, /one\\u001b\[31m &lt;b&gt;/);
  assert.match(page.html, /<td>&lt;i&gt;1&lt;\/i&gt;<\/td>/);
  assert.match(
    page.html,
    /<figure data-figure="a-files\/2\.js"><img src="a-files\/1\.png" alt="a {3}title" width="320"/,
  );
  assert.match(page.html, /Error: no &lt;way&gt;/);
  assert.deepEqual(
    files.map((file) => file.path),
    ["notebooks/a-files/1.png", "notebooks/a-files/2.js"],
  );
  assert.equal(files[0].content.toString(), "hello");
  assert.ok(!files[1].content.toString().includes("</script>"));
});

test("a folded table opens in the book, and what it says is text", () => {
  const markdown =
    "<details><summary>a \\*b <i>c</i> (click)</summary>\n\n| a |\n|---|\n| <i>1</i> |\n\n</details>";
  const output: Output = { output_type: "display_data", data: { "text/markdown": markdown }, metadata: {} };
  const cell = { cell_type: "code" as const, id: "a", metadata: {}, source: "x", execution_count: 1 };
  const { page } = notebookPage(
    { cells: [{ ...cell, outputs: [output] }], metadata: {}, nbformat: 4, nbformat_minor: 5 },
    { path: "notebooks/a.html", part: "Notebooks", resolveLink },
  );
  assert.match(
    page.html,
    /<details><summary>a \*b &lt;i&gt;c&lt;\/i&gt; \(click\)<\/summary><div class="table"><table>/,
  );
  assert.match(page.html, /<td>&lt;i&gt;1&lt;\/i&gt;<\/td>/);
});

test("ways between pages are relative", () => {
  assert.equal(relativePath("index.html", "notebooks/a.html"), "notebooks/a.html");
  assert.equal(relativePath("notebooks/a.html", "index.html"), "../index.html");
  assert.equal(relativePath("notebooks/a.html", "notebooks/b.html"), "b.html");
  assert.equal(relativePath("notebooks/a.html", ""), "../");
});
