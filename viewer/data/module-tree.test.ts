import { expect, it } from "vitest";
import { moduleTree, openAtFirst, shownBranches } from "./module-tree.ts";

const names = (ids: readonly string[], open: ReadonlySet<string>, filter = "") =>
  shownBranches(moduleTree(ids), open, filter).map(({ branch, depth }) => `${" ".repeat(depth)}${branch.id}`);

it("shows what is open, private modules last", () => {
  const ids = ["a", "a._b", "a._b.x", "a.c", "z.y"];
  expect(names(ids, new Set())).toEqual(["a", "z"]);
  expect(names(ids, new Set(["a"]))).toEqual(["a", " a.c", " a._b", "z"]);
  expect(moduleTree(ids)[0]).toMatchObject({ size: 4, isModule: true });
  expect(moduleTree(ids)[1]).toMatchObject({ size: 1, isModule: false });
});

it("filters by ids, and shows what the found ones stand in", () => {
  expect(names(["a", "a.b", "a.c.needle", "a.c.other", "d"], new Set(), "needle")).toEqual([
    "a",
    " a.c",
    "  a.c.needle",
  ]);
});

it("opens levels while they are small, and the way to a module", () => {
  const many = Array.from({ length: 1500 }, (_, index) => `top.p${index % 30}.m${index}`);
  const tree = moduleTree(["top", ...many]);
  const open = openAtFirst(tree, "top.p3.m33");
  expect([...open]).toEqual(["top", "top.p3", "top.p3.m33"]);
  expect(shownBranches(tree, open, "").length).toBe(1 + 30 + 50);
  expect([...openAtFirst(moduleTree(["a", "a.b", "a.b.c"]), undefined)]).toEqual(["a", "a.b", "a.b.c"]);
});
