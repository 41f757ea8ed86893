import { describe, expect, it } from "vitest";
import { indexShard } from "../shard/shard.ts";
import { node, object, tinyShard } from "../shard/testing/tiny-shard.ts";
import { coverageOf } from "./coverage.ts";

const tiny = indexShard(tinyShard());
const { header } = tinyShard();
const base = indexShard({
  ...{ header: { ...header, distribution: { ...header.distribution, name: "base" } } },
  nodes: [
    node("base", "module"),
    node("base.parts", "module", { members: { Part: "base.parts.Part" } }),
    node("base.parts.Part", "class", { mro: [object] }),
  ],
  ...{ externals: [], entryPoints: [], imports: [], uses: [], requirements: [], problems: [] },
});

describe("coverageOf", () => {
  it("follows members, bases of other distributions, and names that lead into other shards", async () => {
    const names = ["tiny.Thing.size", "tiny.Thing.close", "tiny.parts.Part", "tiny.Thing.__repr__"];
    const coverage = await coverageOf(names, async (name) => [name.startsWith("base") ? base : tiny]);
    expect(coverage).toEqual({ total: 4, resolved: 4, misses: [] });
  });

  it("asks for the shard of the very release that a name leads into", async () => {
    const asked: unknown[] = [];
    await coverageOf(["tiny.parts.Part"], async (name, from) => {
      asked.push([name, from]);
      return name.startsWith("base") ? [base] : [tiny];
    });
    expect(asked).toEqual([
      ["tiny.parts.Part", undefined],
      ["base.parts.Part", { distribution: "base", version: "2.0", id: "base.parts" }],
    ]);
  });

  it.each([
    ["nowhere.x", "no explored distribution has the module", "", "nowhere"],
    ["tiny.nothing", "the module has no such name", "tiny", "nothing"],
    ["tiny.Thing.nothing", "the class has no such name", "tiny.Thing", "nothing"],
    ["tiny.parts.Part", "it leads into a distribution that is not explored", "tiny.parts", "Part"],
    ["tiny.windows.x", "the module has a problem of stage import: ModuleNotFoundError", "tiny.windows", "x"],
    ["tiny.make.x", "what stands there is function, and has no such name", "tiny.make", "x"],
  ])("says why %s leads nowhere", async (name, reason, reached, missing) => {
    const { misses } = await coverageOf([name], async (asked) => (asked.startsWith("tiny") ? [tiny] : []));
    expect(misses).toEqual([{ name, reason, reached, missing }]);
  });

  it("ends where shards refer to each other in circles", async () => {
    const ring = (own: string, other: string) =>
      indexShard({
        ...{ header, externals: [], entryPoints: [], imports: [], uses: [], requirements: [], problems: [] },
        nodes: [
          node(own, "module", {
            members: { x: { distribution: other, version: "1", id: `${other}.x` } },
          }),
        ],
      });
    const shards = new Map([
      ["a", ring("a", "b")],
      ["b", ring("b", "a")],
    ]);
    const { misses } = await coverageOf(["a.x.y"], async (name) => {
      const shard = shards.get(name.split(".", 1)[0] ?? "");
      return shard === undefined ? [] : [shard];
    });
    expect(misses).toHaveLength(1);
  });
});
