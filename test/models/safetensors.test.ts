import assert from "node:assert/strict";
import { existsSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { openSafetensors, writeSafetensors } from "../../src/models/index.js";

const folder = mkdtempSync(path.join(tmpdir(), "safetensors-"));
after(() => rmSync(folder, { recursive: true }));

let files = 0;
/** A file of these parts, the header's length before them unless another is given. */
function handBuilt(header: object | string, data: number[], headerLength?: number): string {
  const text = Buffer.from(typeof header === "string" ? header : JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(headerLength ?? text.length));
  const file = path.join(folder, `${files++}.safetensors`);
  writeFileSync(file, Buffer.concat([length, text, Buffer.from(data)]));
  return file;
}
const entry = (dtype: string, shape: number[], from: number, to: number): object => ({
  dtype,
  shape,
  data_offsets: [from, to],
});

test("what is written is read back: names, order, shapes, values, metadata", () => {
  const file = path.join(folder, "round-trip.safetensors");
  const tensors = [
    { name: "b", shape: [2, 3], values: Float32Array.of(1.5, -0, 1e-40, 3.4e38, Number.NaN, 1 / 3) },
    { name: "a", shape: [], values: Float32Array.of(7) },
    { name: "empty", shape: [0, 4], values: new Float32Array(0) },
    { name: "view", shape: [2], values: Float32Array.of(9, 8, 7, 6).subarray(1, 3) },
  ];
  writeSafetensors(file, tensors, { format: "pt" });
  const reader = openSafetensors(file);
  assert.deepEqual(reader.names, ["b", "a", "empty", "view"]);
  assert.deepEqual(reader.metadata, { format: "pt" });
  for (const { name, shape, values } of tensors) {
    assert.deepEqual(reader.shape(name), shape);
    assert.deepEqual(reader.read(name), Float32Array.from(values));
  }
  reader.close();
});

test("F32, F16 and BF16 bytes have the values of their formats", () => {
  const file = handBuilt(
    { x: entry("F32", [2], 0, 8), h: entry("F16", [6], 8, 20), b: entry("BF16", [2, 2], 20, 28) },
    [
      ...[0, 0, 0x80, 0x3f, 0, 0, 0x20, 0xc1], // 1, -10
      ...[0x00, 0x3c, 0x00, 0xc0, 0xff, 0x7b, 0x01, 0x00, 0x00, 0x7c, 0x00, 0x80], // 1, -2, largest, smallest, inf, -0
      ...[0x80, 0x3f, 0x00, 0xc0, 0x49, 0x40, 0x00, 0x00], // 1, -2, 3.140625, 0
    ],
  );
  const reader = openSafetensors(file);
  assert.deepEqual([...reader.read("x")], [1, -10]);
  assert.deepEqual(
    [...reader.read("h")],
    [1, -2, 65504, Math.fround(2 ** -24), Number.POSITIVE_INFINITY, -0],
  );
  assert.deepEqual([...reader.read("b")], [1, -2, 3.140625, 0]);
  assert.deepEqual(
    ["x", "h", "b"].map((name) => reader.dtype(name)),
    ["F32", "F16", "BF16"],
  );
  const asStored = new Uint8Array(8);
  reader.readInto("b", asStored);
  assert.deepEqual([...asStored], [0x80, 0x3f, 0x00, 0xc0, 0x49, 0x40, 0x00, 0x00]);
  assert.throws(() => reader.readInto("b", new Uint8Array(4)), /"b" .* has 8 bytes, received room for 4/);
  reader.close();
});

test("damaged files are refused, saying what is wrong", () => {
  const refused = (file: string, message: RegExp): void =>
    assert.throws(() => openSafetensors(file).close(), message);
  const short = path.join(folder, "short.safetensors");
  writeFileSync(short, "abc");
  refused(short, /truncated: 3 bytes, a safetensors file has at least 8/);
  refused(path.join(folder, "none.safetensors"), /ENOENT.*none\.safetensors/);
  const one = { x: entry("F32", [2], 0, 8) };
  refused(handBuilt(one, [1, 2, 3, 4, 5]), /truncated: its tensors take 8 bytes, it holds 5/);
  refused(handBuilt(one, new Array(9).fill(0)), /1 bytes that belong to no tensor/);
  refused(handBuilt(one, [], 5000), /truncated or no safetensors file: it announces a header of 5000 bytes/);
  refused(
    handBuilt('{"x": {"dtype"', []),
    /malformed safetensors header: wanted JSON, received \{"x": \{"dtype"/,
  );
  refused(handBuilt({ x: { dtype: "F32", shape: [2] } }, []), /malformed safetensors header.*data_offsets/s);
  refused(handBuilt({ x: entry("F31", [2], 0, 8) }, new Array(8).fill(0)), /malformed.*dtype/s);
  refused(
    handBuilt({ x: entry("F32", [3], 0, 8) }, new Array(8).fill(0)),
    /"x" \(F32 \[3\]\).*0-8; wanted 0-12/,
  );
  const hole = { x: entry("F32", [1], 0, 4), y: entry("F32", [1], 8, 12) };
  refused(handBuilt(hole, new Array(12).fill(0)), /"y" \(F32 \[1\]\) lies at bytes 8-12; wanted 4-8/);
});

test("an unknown tensor and a type that has no float32 values are refused", () => {
  const reader = openSafetensors(handBuilt({ ids: entry("I64", [1], 0, 8) }, new Array(8).fill(0)));
  assert.throws(() => reader.read("weights"), /no tensor "weights"; its 1 tensors are ids/);
  assert.throws(() => reader.read("ids"), /"ids" .* is I64; F32, F16 and BF16 can be read/);
  reader.close();
});

test("a tensor beside others of types that are not read can be read", () => {
  // Types that the format has had since safetensors 0.6, each beside the BF16 value 1.5.
  const others: [dtype: string, shape: number[], bytes: number][] = [
    ["F8_E8M0", [4], 4],
    ["F4", [2, 4], 4],
    ["F6_E2M3", [4], 3],
    ["C64", [1], 8],
  ];
  for (const [dtype, shape, count] of others) {
    const header = { other: entry(dtype, shape, 0, count), w: entry("BF16", [1], count, count + 2) };
    const reader = openSafetensors(handBuilt(header, [...new Array(count).fill(0), 0xc0, 0x3f]));
    assert.deepEqual([...reader.read("w")], [1.5]);
    assert.throws(() => reader.read("other"), new RegExp(`is ${dtype}; F32, F16 and BF16 can be read`));
    reader.close();
  }
});

test("tensors that do not fit their shape, and names that come twice, are not written", () => {
  const file = path.join(folder, "refused.safetensors");
  const tensor = { name: "x", shape: [2], values: Float32Array.of(1, 2, 3) };
  assert.throws(() => writeSafetensors(file, [tensor]), /"x" has 3 values; its shape \[2\] wants 2/);
  const twice = { ...tensor, shape: [3] };
  assert.throws(() => writeSafetensors(file, [twice, twice]), /name "x" comes twice/);
  assert.equal(existsSync(file), false);
});

test("a header says each tensor once, and empty tensors may stand anywhere", () => {
  const twice = `{"a": ${JSON.stringify(entry("F32", [1], 0, 4))}, "a": ${JSON.stringify(entry("I32", [1], 0, 4))}}`;
  assert.throws(() => openSafetensors(handBuilt(twice, [0, 0, 0, 0])), /it names "a" twice/);
  const odd = `{"a": ${JSON.stringify(entry("F32", [1], 0, 4))}, "__proto__": ${JSON.stringify(entry("F32", [0], 0, 0))}}`;
  const reader = openSafetensors(handBuilt(odd, [0, 0, 128, 63]));
  assert.deepEqual([reader.names, Array.from(reader.read("a"))], [["a", "__proto__"], [1]]);
  reader.close();
});

test("a folder, and a header beyond the format's limit, are refused by name", () => {
  assert.throws(() => openSafetensors(folder), /is a folder; wanted a safetensors file/);
  const file = path.join(folder, "sparse.safetensors");
  writeFileSync(file, Buffer.from(BigUint64Array.of(1_000_000_000n).buffer));
  truncateSync(file, 1_000_000_100);
  assert.throws(
    () => openSafetensors(file),
    /has a header of 1000000000 bytes; the format has at most 100000000/,
  );
});
