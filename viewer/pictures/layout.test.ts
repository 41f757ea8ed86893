import { expect, it } from "vitest";
import { layered, lineBetween } from "./layout.ts";

const node = (id: string) => ({ id, width: 80 });
const at = (laid: ReturnType<typeof layered>, id: string) => laid.places.get(id)?.x ?? Number.NaN;

it("puts who imports left of what it imports", () => {
  const laid = layered(["a", "b", "c"].map(node), [
    { from: "b", to: "a" },
    { from: "c", to: "b" },
    { from: "c", to: "a" },
  ]);
  expect(at(laid, "c")).toBeLessThan(at(laid, "b"));
  expect(at(laid, "b")).toBeLessThan(at(laid, "a"));
});

it("lays circles out, too", () => {
  const laid = layered(["a", "b"].map(node), [
    { from: "a", to: "b" },
    { from: "b", to: "a" },
  ]);
  expect(at(laid, "a")).not.toBe(at(laid, "b"));
});

it("never puts two nodes over each other, and stays within its bounds, where all import each other", () => {
  const ids = Array.from({ length: 60 }, (_, index) => `m${index}`);
  const edges = ids.flatMap((from) => ids.filter((to) => to !== from).map((to) => ({ from, to })));
  const laid = layered(ids.map(node), edges);
  const places = [...laid.places.values()];
  for (const [index, one] of places.entries()) {
    expect(one.x - one.width / 2).toBeGreaterThanOrEqual(0);
    expect(one.x + one.width / 2).toBeLessThanOrEqual(laid.width);
    for (const other of places.slice(index + 1)) {
      const isApart = Math.abs(one.x - other.x) >= 80 || Math.abs(one.y - other.y) >= one.height;
      expect(isApart).toBe(true);
    }
  }
  expect(laid.width).toBeLessThan(1300);
  expect(
    lineBetween(
      places[0] ?? { x: 0, y: 0, width: 1, height: 1 },
      places[9] ?? { x: 0, y: 0, width: 1, height: 1 },
    ),
  ).not.toContain("NaN");
});
