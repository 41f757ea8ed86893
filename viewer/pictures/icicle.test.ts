import { expect, it } from "vitest";
import { icicleOf } from "./icicle.ts";

it("makes each module as wide as what is loaded through it", () => {
  const cells = icicleOf([
    { module: "a", depth: 0 },
    { module: "a.b", depth: 1, by: { module: "a", line: 3 } },
    { module: "a.c", depth: 2, optional: true },
    { module: "a.d", depth: 1, failed: true },
  ]);
  expect(cells.map(({ module, x, width, size, kind }) => [module, x, width, size, kind])).toEqual([
    ["a", 0, 1, 4, "sure"],
    ["a.b", 0.25, 0.5, 2, "sure"],
    ["a.c", 0.5, 0.25, 1, "optional"],
    ["a.d", 0.75, 0.25, 1, "failed"],
  ]);
});
