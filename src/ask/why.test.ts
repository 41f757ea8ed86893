import { createColors } from "picocolors";
import { describe, expect, it } from "vitest";
import { indexShard } from "../shard/shard.ts";
import { node, tinyShard } from "../shard/testing/tiny-shard.ts";
import { renderWhy } from "./render-why.ts";
import { explainName, type Why } from "./why.ts";

const tiny = tinyShard();
const shard = indexShard({
  ...tiny,
  nodes: [
    node("pack", "module", { members: { Cls: "pack.Cls", VALUE: "pack.VALUE", _deep: "pack._deep" } }),
    node("pack._deep", "module", { members: { Thing: "pack.Cls", V: "pack.VALUE" } }),
    node("pack.Cls", "class", {
      claims: "pack.hidden.Cls",
      from: ["runtime", "stub"],
      origins: { typeParameters: "stub" },
      typeParameters: ["T"],
      doc: "A class.",
    }),
    node("pack.VALUE", "data", { value: "1" }),
    ...tiny.nodes,
  ],
});

function why(name: string): Why {
  const answer = explainName(shard, name);
  if (!("resolution" in answer)) {
    throw new Error(`${name} stands for nothing`);
  }
  return answer;
}

function rendered(name: string): string {
  return renderWhy(why(name), { colors: createColors(false) });
}

describe("explainName", () => {
  it("tells of something that is where it claims to be", () => {
    expect(why("tiny.Thing").id).toMatchObject({ rule: "claim" });
    expect(why("tiny.Thing").resolution.steps.map(({ name, to }) => [name, to])).toEqual([
      ["Thing", "tiny.things.Thing"],
    ]);
  });

  it("tells the claim that leads nowhere, and the paths from which the best was taken", () => {
    expect(why("pack._deep.Thing").id).toEqual({
      rule: "path",
      claims: { name: "pack.hidden.Cls", leadsTo: null },
      paths: [
        { name: "pack.Cls", private: 0, names: 2, characters: 8 },
        { name: "pack._deep.Thing", private: 1, names: 3, characters: 16 },
      ],
    });
  });

  it("tells which facts came from where", () => {
    expect(why("pack.Cls").facts).toEqual({ runtime: ["claims", "doc"], stub: ["typeParameters"] });
  });

  it("tells why an id has a colon", () => {
    expect(why("tiny.retry").id).toMatchObject({ rule: "claim", hides: "tiny.retry" });
    expect(why("tiny.retry.times").id).toMatchObject({ rule: "path" });
  });

  it("tells the problems of a module that is only known from its source", () => {
    const { id, problems } = why("tiny.windows");
    expect(id).toMatchObject({ rule: "module" });
    expect(problems.map(({ error }) => error)).toEqual(["ModuleNotFoundError"]);
  });

  it("tells whose something foreign is", () => {
    expect(why("tiny.parts").owner).toEqual({ distribution: "base", version: "2.0", python: "3.13" });
    expect(why("tiny.Thing.close")).toMatchObject({
      owner: { distribution: "base" },
      resolution: { steps: [{}, { how: "inherited" }] },
      facts: {},
    });
    expect(why("tiny.Thing.__repr__").owner).toEqual({ distribution: null, version: null, python: "3.13" });
  });

  it("says of what stands for nothing how far it leads", () => {
    expect(explainName(shard, "tiny.nothing")).toMatchObject({ found: false, reached: "tiny" });
  });
});

describe("renderWhy", () => {
  it("says in sentences how the name is followed, and why it ends there", () => {
    expect(rendered("pack._deep.Thing")).toBe(
      [
        "pack._deep.Thing",
        "→ pack.Cls",
        "",
        "how it is followed",
        "  pack._deep is the longest module that the name begins with",
        "  Thing: pack._deep has it → pack.Cls",
        "",
        "why this id",
        "  It says that it is pack.hidden.Cls, but nothing is there.",
        "  It is the best of the paths that lead to it.",
        "",
        "  paths, the best first: names with _, names, characters",
        "  * pack.Cls           0   2   8",
        "    pack._deep.Thing   1   3  16",
        "",
        "whose it is",
        "  tiny 1.0, explored on Python 3.13",
        "",
        "what was found where",
        "  runtime  claims, doc",
        "  stub     typeParameters",
      ].join("\n"),
    );
  });

  it("says of what is inherited from elsewhere whose it is", () => {
    const text = rendered("tiny.Thing.close");
    expect(text).toContain("close: base.core.Base (base 2.0) has it, which is inherited from there");
    expect(text).toContain("base 2.0, explored on Python 3.13");
  });
});
