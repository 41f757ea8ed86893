import { describe, expect, it } from "vitest";
import { indexShard } from "../shard/shard.ts";
import { node, object, tinyShard } from "../shard/testing/tiny-shard.ts";
import { describeMiss } from "./miss.ts";
import { names } from "./names.ts";
import { type NoResolution, resolveName } from "./resolve.ts";

const shard = indexShard(tinyShard());

describe("resolveName", () => {
  it.each([
    ["tiny", "tiny"],
    ["tiny.make", "tiny.make"],
    ["tiny.Thing", "tiny.things.Thing"],
    ["tiny.Thing.size", "tiny.things.Thing.size"],
    ["tiny:Thing.size", "tiny.things.Thing.size"],
    ["tiny.things.tiny.things.Thing", "tiny.things.Thing"],
    ["tiny.default.size", undefined],
    ["tiny.things.default.size", "tiny.things.Thing.size"],
    // Where a function hides a module, its name means the function, and names below it are looked for in both.
    ["tiny.retry", "tiny:retry"],
    ["tiny.retry.times", "tiny.retry.times"],
    ["tiny:retry", "tiny:retry"],
    ["tiny.Thing.close", { distribution: "base", version: "2.0", id: "base.core.Base.close" }],
    ["tiny.Thing.__repr__", { python: "3.13", id: "builtins.object.__repr__" }],
    ["tiny.parts", { distribution: "base", version: "2.0", id: "base.parts" }],
    ["tiny.parts.Part", undefined],
    ["tiny.Thing.constructor", undefined],
    ["os.path", undefined],
    ["", undefined],
  ])("follows %s", (name, expected) => {
    const result = resolveName(shard, name);
    expect(result.found ? result.ref : undefined).toEqual(expected);
  });

  it("looks for what no module has among the builtins, which only the standard library has", () => {
    const nodes = [
      node("builtins", "module", { members: { str: "builtins.str", type: "builtins.type" } }),
      node("builtins.str", "class", { members: { join: "builtins.str.join" } }),
      node("builtins.str.join", "method"),
      node("builtins.type", "class", { members: { __name__: "builtins.type.__name__" } }),
      node("builtins.type.__name__", "descriptor"),
    ];
    const library = indexShard({ ...tinyShard(), nodes, externals: [] });
    expect(resolveName(library, "str.join")).toMatchObject({ found: true, ref: "builtins.str.join" });
    // Its own classes are of its own metaclass.
    expect(resolveName(library, "str.__name__")).toMatchObject({ ref: "builtins.type.__name__" });
    expect(resolveName(library, "str.joint")).toMatchObject({ reached: "builtins.str", missing: "joint" });
    expect(resolveName(library, "strr.join")).toMatchObject({ found: false, reached: "", missing: "strr" });
    expect(resolveName(shard, "str.join")).toMatchObject({ found: false, reached: "", missing: "str" });
  });

  it("says from which class a name is inherited", () => {
    const result = resolveName(shard, "tiny.Thing.close");
    expect(result.found && result.steps.map(({ how }) => how)).toEqual(["member", "inherited"]);
    const base = { distribution: "base", version: "2.0", id: "base.core.Base" };
    const user = indexShard({ ...tinyShard(), nodes: [node("user", "module", { members: { Base: base } })] });
    for (const [name, how] of [
      ["close", "member"],
      ["__repr__", "inherited"],
    ] as const) {
      expect(resolveName(user, `user.Base.${name}`)).toMatchObject({ steps: [{ how: "member" }, { how }] });
    }
  });

  it.each([
    ["Thing", true],
    ["'Thing'", true],
    ["Thing | None", true],
    ["Optional[Thing]", true],
    ["things.Thing[int]", true],
    ["tiny.things.Thing", true],
    ["unseen.Thing", true],
    ["unseen.Twin", false],
    ["Nothing", false],
    ["list[Thing]", false],
    ["Thing | str", false],
    ["tiny", false],
  ])("takes what stands for something else for what its annotation says: %s", (type, found) => {
    const proxy = node("tiny.proxy", "data", { type, valueType: object });
    const twins = [node("tiny.Twin", "class"), node("tiny.parts.Twin", "class")];
    const { nodes, ...content } = tinyShard();
    const [tiny, ...others] = nodes;
    const members = { ...tiny?.members, proxy: "tiny.proxy" };
    const proxies = indexShard({
      ...content,
      nodes: [node("tiny", "module", { members }), proxy, ...twins, ...others],
    });
    expect(resolveName(proxies, "tiny.proxy.size").found).toBe(found);
    expect(resolveName(proxies, "tiny.proxy.close").found).toBe(found);
  });

  it("finds what the classes of classes and properties give", () => {
    const type = { python: "3.13", id: "builtins.type" };
    const { externals, nodes, ...content } = tinyShard();
    const kind = { record: "external", kind: "class" } as const;
    const external = { ...kind, ref: type, mro: [object], members: ["mro"] };
    const property = { ...kind, ref: { ...type, id: "builtins.property" }, mro: [object], members: ["fset"] };
    const [tiny, ...others] = nodes;
    const members = { ...tiny?.members, Foreign: externals[0]?.ref ?? "" };
    const shard = indexShard({
      ...content,
      nodes: [node("tiny", "module", { members }), ...others],
      externals: [...externals, external, property],
    });
    expect(resolveName(shard, "tiny.Thing.mro")).toMatchObject({
      ref: { ...type, id: "builtins.type.mro" },
      steps: [{}, { how: "metaclass" }],
    });
    expect(resolveName(shard, "tiny.Foreign.mro").found).toBe(true);
    expect(resolveName(shard, "tiny.Thing.size.fset").found).toBe(true);
    expect(resolveName(shard, "tiny.make.mro").found).toBe(false);
  });

  it("finds private names of classes as they are written", () => {
    const family = indexShard({
      ...tinyShard(),
      nodes: [
        node("tiny", "module", { members: { A: "tiny.A", _B: "tiny._B" } }),
        node("tiny.A", "class", { mro: ["tiny._B", object], members: { _A__own: "tiny.A._A__own" } }),
        node("tiny.A._A__own", "method"),
        node("tiny._B", "class", { mro: [object], members: { _B__other: "tiny._B._B__other" } }),
        node("tiny._B._B__other", "method"),
      ],
    });
    expect(resolveName(family, "tiny.A.__own")).toMatchObject({ ref: "tiny.A._A__own" });
    expect(resolveName(family, "tiny.A.__other")).toMatchObject({ ref: "tiny._B._B__other" });
    expect(resolveName(family, "tiny._B.__own").found).toBe(false);
  });

  it("takes the class that comes first in the order of method resolution, and the metaclass last", () => {
    const members = { A: "tiny.A", B: "tiny.B", Meta: "tiny.Meta" };
    const family = indexShard({
      ...tinyShard(),
      nodes: [
        node("tiny", "module", { members }),
        node("tiny.A", "class", { mro: ["tiny.B", object], bases: ["tiny.B"], metaclass: "tiny.Meta" }),
        node("tiny.B", "class", { members: { f: "tiny.B.f" }, mro: [object] }),
        node("tiny.B.f", "method"),
        node("tiny.Meta", "class", { members: { f: "tiny.Meta.f", g: "tiny.Meta.g" }, mro: [object] }),
        node("tiny.Meta.f", "method"),
        node("tiny.Meta.g", "method"),
      ],
    });
    expect(resolveName(family, "tiny.A.f")).toMatchObject({ ref: "tiny.B.f" });
    expect(resolveName(family, "tiny.A.g")).toMatchObject({
      ref: "tiny.Meta.g",
      steps: [{}, { how: "metaclass" }],
    });
  });
});

describe("describeMiss", () => {
  it.each([
    ["tiny.mak", '"tiny.mak": "tiny" has no "mak"', ["tiny.make"]],
    ["tiny.Thing.opne", '"tiny.Thing.opne": "tiny.Thing" has no "opne"', ["tiny.Thing.open"]],
    [
      "tiny.make.client",
      '"tiny.make.client": "tiny.make" has no "client"; it is a function, and what one makes when it is called is not recorded',
      [],
    ],
    [
      "tiny.windows.registry",
      '"tiny.windows.registry": "tiny.windows" has no "registry"; it was not imported, and its source says no more',
      [],
    ],
    ["tinny.make", '"tinny.make": Tiny 1.0 has no module "tinny"', ["tiny"]],
    [
      "tiny.parts.x",
      '"tiny.parts.x": "tiny.parts" is base.parts (base 2.0), of whose names this shard knows nothing',
      [],
    ],
  ])("says how far %s leads, and what may have been meant", (name, message, near) => {
    expect(describeMiss(shard, name, resolveName(shard, name) as NoResolution)).toEqual({ message, near });
  });
});

describe("names", () => {
  it("gives every dotted name once, by every path, and does not go in circles", () => {
    expect([...names(shard)].map(({ name }) => name)).toEqual([
      "tiny",
      "tiny.Thing",
      "tiny.Thing.__init__",
      "tiny.Thing.size",
      "tiny.make",
      "tiny.parts",
      "tiny.retry",
      "tiny.retry.times",
      "tiny.things",
      "tiny.things.Thing",
      "tiny.things.Thing.__init__",
      "tiny.things.Thing.size",
      "tiny.things.default",
      "tiny.things.tiny",
      "tiny.windows",
    ]);
  });

  it("ends where modules that import each other lead in circles", () => {
    const ring = (name: string, next: string) =>
      node(`tiny.${name}`, "module", { members: { [next]: `tiny.${next}` } });
    const nodes = [node("tiny", "module"), ring("a", "b"), ring("b", "c"), ring("c", "b")];
    const all = [...names(indexShard({ ...tinyShard(), nodes }))].map(({ name }) => name);
    expect(all).toEqual([
      "tiny",
      "tiny.a",
      "tiny.a.b",
      "tiny.a.b.c",
      "tiny.b",
      "tiny.b.c",
      "tiny.b.c.b",
      "tiny.c",
      "tiny.c.b",
      "tiny.c.b.c",
    ]);
  });

  it("gives inherited names too when asked", () => {
    const all = [...names(shard, { inherited: true })].map(({ name }) => name);
    expect(all).toContain("tiny.Thing.close");
    expect(all).toContain("tiny.things.Thing.__repr__");
  });

  it("gives only names that can be followed", () => {
    for (const { name, to } of names(shard, { inherited: true })) {
      const result = resolveName(shard, name);
      // The module that a function hides is the one name that means something else when followed.
      expect(result.found && result.ref).toEqual(name === "tiny.retry" ? "tiny:retry" : to);
    }
  });
});
