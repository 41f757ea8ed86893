import { describe, expect, it } from "vitest";
import type { ForeignRef, Use } from "../../shard/records.ts";
import { indexShard } from "../../shard/shard.ts";
import { tinyShard } from "../../shard/testing/tiny-shard.ts";
import { isUseOf, usesOf, usesOfForeign } from "./uses.ts";

const retry: ForeignRef = { distribution: "base", version: "2.0", id: "base.util.retry.Retry" };
const split: ForeignRef = { python: "3.13", id: "builtins.str.split" };

function use(place: string, of: ForeignRef, rest: Partial<Use> = {}): Use {
  return { record: "use", in: place, of, how: ["read"], count: 1, lines: [1], ...rest };
}

function shardOf(...uses: Use[]) {
  return indexShard({ ...tinyShard(), uses });
}

const shard = shardOf(
  use("tiny", retry, { as: "base.Retry" }),
  use("tiny.things.Thing", retry, { how: ["call"], count: 3, lines: [4, 5], keywords: ["total"] }),
  use("tiny.things.Thing", { ...retry, id: "base.util.url" }),
  use("tiny.things", split, { as: "base.__version__.split", how: ["call"] }),
);

describe("usesOf", () => {
  it("gathers the places of an object, those that use it most first", () => {
    const [first, ...others] = usesOf(shard, undefined);
    expect(first).toEqual({
      ...{ of: retry, how: ["call", "read"], count: 4 },
      places: [
        { in: "tiny.things.Thing", how: ["call"], count: 3, lines: [4, 5], keywords: ["total"] },
        { in: "tiny", how: ["read"], count: 1, lines: [1], as: "base.Retry" },
      ],
    });
    expect(others.map(({ of }) => of.id)).toEqual(["base.util.url", "builtins.str.split"]);
  });

  it("asks a part of a distribution, but not what only begins like it", () => {
    expect(usesOf(shard, "tiny.things").map(({ count }) => count)).toEqual([3, 1, 1]);
    expect(usesOf(shard, "tiny.thing")).toEqual([]);
  });

  it.for([
    ["Base", ["base.util.retry.Retry", "base.util.url"]],
    ["python", ["builtins.str.split"]],
    ["base.util.url", ["base.util.url"]],
    ["base.Retry", ["base.util.retry.Retry"]],
    ["base.util.retr", []],
  ] as const)("of %s", ([asked, ids]) => {
    expect(usesOf(shard, undefined, isUseOf(shard, asked)).map(({ of }) => of.id)).toEqual(ids);
  });
});

describe("usesOfForeign", () => {
  it("finds what stands further down, where there is only one", () => {
    expect(usesOfForeign(shard, "base.util.Retry").map(({ of }) => of)).toEqual([retry]);
    expect(usesOfForeign(shard, "other.util.Retry")).toEqual([]);
    expect(usesOfForeign(shard, "Retry")).toEqual([]);
    const two = shardOf(use("tiny", retry), use("tiny", { ...retry, id: "base.util.other.Retry" }));
    expect(usesOfForeign(two, "base.util.Retry")).toEqual([]);
  });
});
