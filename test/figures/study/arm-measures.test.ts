import assert from "node:assert/strict";
import { test } from "node:test";
import { armMeasuresFigure } from "../../../src/figures/index.js";

const interval = { estimate: 0.5, low: 0.4, high: 0.7 };

test("error bars reach from the estimate to both ends of the interval", () => {
  const arms = [{ label: "all", color: "#0072B2", interval, values: [0.4, 0.6] }];
  const { data } = armMeasuresFigure([{ name: "accuracy", arms, reference: 0.2 }], { title: "t" });
  const bar = data[1].error_x as { array: number[]; arrayminus: number[] };
  assert.ok(Math.abs(bar.array[0] - 0.2) < 1e-12 && Math.abs(bar.arrayminus[0] - 0.1) < 1e-12);
});

test("outcomes are told apart by their signs, and the legend names those that are drawn", () => {
  const arms = [
    { label: "better", outcome: "above" as const, interval, values: [0.4] },
    { label: "open", outcome: "undecided" as const, interval, values: [0.6] },
  ];
  const { data, layout } = armMeasuresFigure([{ name: "gap", arms, reference: 0 }], { title: "t" });
  const legend = data.filter(({ showlegend }) => showlegend !== false);
  assert.deepEqual(
    legend.map(({ name }) => name),
    ["above 0", "undecided"],
  );
  const symbol = (name: string) =>
    (data.find((one) => one.name === name)!.marker as { symbol: string }).symbol;
  assert.equal(symbol("better"), symbol("above 0"));
  assert.notEqual(symbol("better"), symbol("open"));
  assert.equal(layout.showlegend, true);
  const plain = armMeasuresFigure([{ name: "accuracy", arms: [{ label: "all", interval, values: [] }] }], {
    title: "t",
  });
  assert.equal(plain.layout.showlegend, false);
});

test("long labels have room beside panels that keep their width", () => {
  const figure = (label: string) => {
    const arms = [{ label, interval, values: [0.4] }];
    const { layout } = armMeasuresFigure([{ name: "gap", arms }], { title: "t", columns: 1 });
    const left = (layout.margin as { l: number }).l;
    return { left, panel: (layout.width as number) - left };
  };
  const [short, long] = ["all", "entropy from 2.69 nats less top 20 % (3)"].map(figure);
  assert.ok(long.left >= 40 * 7 && short.left < long.left);
  assert.equal(long.panel, short.panel);
  assert.ok(long.panel >= 300);
});
