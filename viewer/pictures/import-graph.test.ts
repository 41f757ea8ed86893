import { expect, it } from "vitest";
import { type ModuleEdge, shownGraph } from "./import-graph.ts";

const edge = (from: string, to: string, more: Partial<ModuleEdge> = {}): ModuleEdge => ({
  ...{ from, to, strength: "sure", isCircle: false },
  ...more,
});

it("shows few modules one by one, with what they import", () => {
  const { nodes, edges } = shownGraph({
    modules: ["a", "a.b", "a.c"],
    edges: [edge("a", "a.b"), edge("a.b", "a.c", { isCircle: true }), edge("a.c", "a.b", { isCircle: true })],
  });
  expect(nodes.map(({ id, isCircle, isGroup }) => [id, isCircle, isGroup])).toEqual([
    ["a", false, false],
    ["a.b", true, false],
    ["a.c", true, false],
  ]);
  expect(edges).toHaveLength(3);
});

const thousands = [
  "top",
  ...Array.from({ length: 5000 }, (_, index) => `top.p${index % 25}.q${index % 500}.m${index}`),
];

it("puts thousands into groups, whose edges stand for many", () => {
  const many = thousands.slice(1).map((module) => edge(module, "top.p0.q0.m0", { strength: "lazy" }));
  const { nodes, edges } = shownGraph({
    modules: thousands,
    edges: [...many, edge("top.p1.q1.m1", "top.p0.q0.m500")],
  });
  expect(nodes.length).toBeLessThanOrEqual(40);
  expect(nodes.reduce((sum, { size }) => sum + size, 0)).toBe(5001);
  expect(edges.find(({ from }) => from === "top.p1")).toMatchObject({
    to: "top.p0",
    strength: "sure",
    count: 201,
  });
});

it("opens what somebody opens, and never draws more than can be drawn", () => {
  const opened = shownGraph({ modules: thousands, edges: [] }, { opened: ["top.p3"] });
  expect(opened.nodes.map(({ id }) => id)).toContain("top.p3.q3");
  const flat = Array.from({ length: 900 }, (_, index) => `flat.m${index}`);
  const all = shownGraph({ modules: ["flat", ...flat], edges: [] });
  expect(all.nodes.length).toBeLessThanOrEqual(141);
  expect(all.nodes.find(({ id }) => id === "flat.…")?.size).toBeGreaterThan(700);
});

it("shows around a module only what it imports and what imports it", () => {
  const { nodes } = shownGraph(
    {
      modules: thousands,
      edges: [edge("top.p1.q1.m1", "top.p2.q2.m2"), edge("top.p4.q4.m4", "top.p5.q5.m5")],
    },
    { focus: "top.p1.q1.m1" },
  );
  expect(nodes.map(({ id }) => id).sort()).toEqual(["top.p1.q1.m1", "top.p2"]);
});
