import { describe, expect, it } from "vitest";
import type { ImportStatement, Ref } from "../../shard/records.ts";
import { indexShard, type Shard } from "../../shard/shard.ts";
import { node, tinyShard } from "../../shard/testing/tiny-shard.ts";
import { importCycles } from "./import-cycles.ts";
import { importTree } from "./import-tree.ts";
import { importedModules, importsBelow } from "./imports.ts";

const { header } = tinyShard();
const os: Ref = { python: "3.13", id: "os" };
const missing: Ref = { distribution: null, id: "gone.Thing" };

/** `a:3 b.c` imports the module b.c in line 3 of a; `a:3 b.c try` under a condition; `a:3 b c` takes c from b. */
function statement(text: string, rest: Partial<ImportStatement> = {}): ImportStatement {
  const [place = "", target = "", name] = text.split(" ");
  const [module = "", line = "1"] = place.split(":");
  const taken = name === undefined ? {} : { from: target, name };
  return {
    ...{
      record: "import",
      module,
      line: Number(line),
      of: name === undefined ? target : `${target}.${name}`,
    },
    ...taken,
    ...rest,
  };
}

function shardOf(
  modules: readonly string[],
  imports: readonly ImportStatement[],
  all?: string[],
  failed: readonly string[] = [],
): Shard {
  const nodes = modules.map((module, index) =>
    node(module, "module", {
      ...(index === 0 && all !== undefined && { all }),
      ...(failed.includes(module) && { imported: false }),
    }),
  );
  return indexShard({
    ...{ header, nodes, imports: [...imports] },
    ...{ externals: [], entryPoints: [], uses: [], requirements: [], problems: [] },
  });
}

/** `b  a:3` for each own module that importing a loads, with two spaces for each module above it. */
function treeOf(shard: Shard, module: string): string[] {
  return importTree(shard, module).own.map(({ module: own, depth, by, optional, lazy }) =>
    [
      "  ".repeat(depth) + own,
      by === undefined ? "" : `${by.module}:${by.line}`,
      optional ? "optional" : "",
      lazy ? "lazy" : "",
    ]
      .filter((text) => text !== "")
      .join(" "),
  );
}

describe("importTree", () => {
  it("tells modules in the order in which they are loaded, packages before what is in them", () => {
    const shard = shardOf(
      ["p", "p.a", "p.b", "p.s", "p.s.c"],
      [statement("p:2 p.b x"), statement("p:1 p.s.c"), statement("p.s.c:7 p a"), statement("p.a:1 p.b x")],
    );
    expect(treeOf(shard, "p.s.c")).toEqual([
      "p",
      "  p.s p:1",
      "  p.s.c p:1",
      "    p.a p.s.c:7",
      "      p.b p.a:1",
    ]);
  });

  it("does not take a name for a module of the same name that nothing has loaded", () => {
    const shard = shardOf(["p", "p.a", "q"], [statement("q:1 p a", { of: "p.made" })]);
    expect(treeOf(shard, "q")).toEqual(["q", "  p q:1"]);
  });

  it("loads what a package's __all__ names where all of it is imported", () => {
    const shard = shardOf(
      ["p", "p.a", "p.b", "q"],
      [statement("q:1 p", { from: "p", star: true })],
      ["a", "other"],
    );
    expect(treeOf(shard, "q")).toEqual(["q", "  p q:1", "  p.a q:1"]);
  });

  it("marks what may be missing, and calls nothing optional that is loaded in any case", () => {
    const shard = shardOf(
      ["p", "p.fast", "p.slow", "p.sure", "p.inner"],
      [
        statement("p:1 p fast", { when: ["try"] }),
        statement("p:2 p slow"),
        statement("p.fast:1 p sure"),
        statement("p.fast:2 p inner"),
        statement("p.slow:1 p sure"),
      ],
    );
    expect(treeOf(shard, "p")).toEqual([
      "p",
      "  p.slow p:2",
      "    p.sure p.slow:1",
      "  p.fast p:1 optional",
      "    p.inner p.fast:2 optional",
    ]);
  });

  it("names what functions load, and nothing that only type checkers or programs do", () => {
    const shard = shardOf(
      ["p", "p.called", "p.typed", "p.run", "p.behind"],
      [
        statement("p:1 p called", { when: ["function", "try"] }),
        statement("p:2 p typed", { when: ["typing"] }),
        statement("p:3 p run", { when: ["main"] }),
        statement("p.called:1 p behind"),
        statement("p:4 os", { of: os }),
        statement("p:5 json", { of: { python: "3.13", id: "json" }, when: ["typing"] }),
      ],
    );
    expect(treeOf(shard, "p")).toEqual(["p", "  p.called p:1 lazy"]);
    expect(importTree(shard, "p").others.map(({ module }) => module)).toEqual(["os"]);
  });

  it("takes what a module was imported without for optional, whatever the condition is", () => {
    const modules = ["p", "p.a", "p.failed"];
    const imports = [
      statement("p:1 p failed"),
      statement("p:2 p a"),
      statement("p.a:1 gone Thing", { of: missing }),
    ];
    const shard = shardOf(modules, imports, undefined, ["p.failed"]);
    expect(treeOf(shard, "p")).toEqual(["p", "  p.a p:2", "  p.failed p:1 optional"]);
    expect(importTree(shard, "p").others).toMatchObject([{ module: "gone", need: "optional" }]);
    const failing = shardOf(modules, imports, undefined, ["p", "p.a", "p.failed"]);
    expect(treeOf(failing, "p")).toEqual(["p", "  p.failed p:1", "  p.a p:2"]);
    expect(importTree(failing, "p").others).toMatchObject([{ module: "gone", need: "always" }]);
  });

  it("follows chains of any length", () => {
    const count = 30_000;
    const modules = Array.from({ length: count }, (_, index) => `m${index}`);
    const imports = modules.slice(1).map((module, index) => statement(`m${index}:1 ${module}`));
    const back = statement(`m${count - 1}:2 m0`);
    const shard = shardOf(modules, [...imports, back]);
    expect(importTree(shard, "m0").own.at(-1)).toMatchObject({ module: `m${count - 1}`, depth: count - 1 });
    expect(importCycles(shard)[0]?.modules).toHaveLength(count);
  });
});

describe("importCycles", () => {
  it("tells circles with their statements, the shortest way around first", () => {
    const shard = shardOf(
      ["a", "b", "c", "d", "x", "y"],
      [
        ...["a:1 b", "b:1 c", "c:4 a", "c:2 b", "d:1 a"].map((text) => statement(text)),
        ...["x:1 y", "y:1 x"].map((text) => statement(text)),
      ],
    );
    const [first, second] = importCycles(shard);
    expect(first).toEqual({
      modules: ["a", "b", "c"],
      shortest: [
        { module: "b", line: 1, imports: "c" },
        { module: "c", line: 2, imports: "b" },
      ],
      statements: [
        { module: "a", line: 1, imports: "b" },
        { module: "b", line: 1, imports: "c" },
        { module: "c", line: 2, imports: "b" },
        { module: "c", line: 4, imports: "a" },
      ],
    });
    expect(second?.modules).toEqual(["x", "y"]);
    expect(importCycles(shard, "x").map(({ modules }) => modules)).toEqual([["x", "y"]]);
  });

  it("finds none where a function, a type checker or a package's submodule closes them", () => {
    const shard = shardOf(
      ["p", "p.a", "p.b"],
      [
        statement("p:1 p a"),
        statement("p.a:1 p b"),
        statement("p.b:1 p.a x", { when: ["function"] }),
        statement("p.b:2 p.a x", { when: ["typing"] }),
      ],
    );
    expect(importCycles(shard)).toEqual([]);
    const closed = shardOf(["p", "p.a"], [statement("p:1 p a"), statement("p.a:1 p name")]);
    expect(importCycles(closed).map(({ modules }) => modules)).toEqual([["p", "p.a"]]);
  });

  it("gives only circles: each module leads to every other one", () => {
    let seed = 7;
    const random = (below: number) => {
      seed = (seed * 16807) % 2147483647;
      return seed % below;
    };
    for (let round = 0; round < 200; round += 1) {
      const modules = Array.from({ length: 8 }, (_, index) => `m${index}`);
      const imports = Array.from({ length: random(16) }, () => statement(`m${random(8)}:1 m${random(8)}`));
      const leads = (from: string): Set<string> => {
        const found = new Set<string>();
        const left = [from];
        for (const module of left) {
          for (const { of } of imports.filter((one) => one.module === module && one.of !== module)) {
            if (!found.has(String(of))) {
              found.add(String(of));
              left.push(String(of));
            }
          }
        }
        return found;
      };
      const circles = importCycles(shardOf(modules, imports)).map((cycle) => cycle.modules);
      const inCircle = modules.filter((module) => leads(module).has(module));
      expect(circles.flat().sort()).toEqual(inCircle);
      for (const circle of circles) {
        const around = modules.filter(
          (module) => leads(circle[0] ?? "").has(module) && leads(module).has(circle[0] ?? ""),
        );
        expect(circle).toEqual(around);
      }
    }
  });
});

describe("importedModules", () => {
  it("tells whose each module is, how much it is needed, and where first", () => {
    const shard = shardOf(
      ["p", "p.a"],
      [
        statement("p:9 os", { of: os, when: ["function"] }),
        statement("p.a:2 os", { of: os }),
        statement("p:1 gone Thing", { of: missing, when: ["try"] }),
        statement("p:3 p a"),
      ],
    );
    expect(importedModules(shard, importsBelow(shard, "p"))).toEqual([
      { module: "gone", owner: null, need: "optional", first: { module: "p", line: 1 }, count: 1 },
      { module: "os", owner: "python", need: "always", first: { module: "p.a", line: 2 }, count: 2 },
      { module: "p", owner: "own", need: "always", first: { module: "p", line: 3 }, count: 1 },
      { module: "p.a", owner: "own", need: "always", first: { module: "p", line: 3 }, count: 1 },
    ]);
  });
});
