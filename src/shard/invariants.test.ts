import { describe, expect, it } from "vitest";
import { checkInvariants } from "./invariants.ts";
import type { ShardContent } from "./records.ts";
import { node, object, tinyShard } from "./testing/tiny-shard.ts";

type Change = (content: ShardContent) => Partial<ShardContent>;

describe("checkInvariants", () => {
  it("has nothing to say of a sound shard", () => {
    expect(checkInvariants(tinyShard())).toEqual([]);
  });

  it.each<[string, Change, string]>([
    [
      "an id that is there twice",
      ({ nodes }) => ({ nodes: [...nodes, node("tiny.make", "data")] }),
      "there twice",
    ],
    [
      "a node that nothing leads to",
      ({ nodes }) => ({ nodes: [...nodes, node("tiny.lost", "data")] }),
      "can't be reached",
    ],
    [
      "nodes that lead only to each other",
      ({ nodes }) => ({
        nodes: [
          ...nodes,
          node("tiny.a", "data", { members: { b: "tiny.b" } }),
          node("tiny.b", "data", { members: { a: "tiny.a" } }),
        ],
      }),
      '"tiny.b" can\'t be reached',
    ],
    [
      "a member that leads nowhere",
      ({ nodes }) => ({ nodes: [...nodes, node("tiny.m", "module", { members: { x: "tiny.nowhere" } })] }),
      'member "x" of "tiny.m" refers to "tiny.nowhere"',
    ],
    [
      "a base that leads nowhere",
      ({ nodes }) => ({
        nodes: [
          ...nodes,
          node("tiny.m", "module", { members: { C: "tiny.m.C" } }),
          node("tiny.m.C", "class", { bases: ["tiny.Base"] }),
        ],
      }),
      'bases of "tiny.m.C" refers to "tiny.Base"',
    ],
    [
      "a node under somebody else's module",
      ({ nodes }) => ({
        nodes: [
          ...nodes,
          node("tiny.m", "module", { members: { x: "os.x" } }),
          node("os.x", "data", { module: "tiny" }),
        ],
      }),
      '"os.x" stands under no module',
    ],
    [
      "a scope that is no module",
      ({ nodes }) => ({
        nodes: [
          ...nodes,
          node("tiny.m", "module", { members: { x: "tiny.m.x" } }),
          node("tiny.m.x", "data", { module: "re" }),
        ],
      }),
      'has "module" "re"',
    ],
    [
      "a node that is too deep",
      ({ nodes }) => {
        const deep = `tiny.m${".x".repeat(33)}`;
        return {
          nodes: [
            ...nodes,
            node("tiny.m", "module", { members: { x: deep } }),
            node(deep, "data", { module: "tiny" }),
          ],
        };
      },
      "33 names below its module",
    ],
    [
      "bases of a function",
      ({ nodes }) => ({ nodes: nodes.map((n) => (n.id === "tiny.make" ? { ...n, bases: [object] } : n)) }),
      "fields that only a class has",
    ],
    [
      "ancestors of a module",
      ({ nodes }) => ({ nodes: nodes.map((n) => (n.id === "tiny.things" ? { ...n, mro: [object] } : n)) }),
      "fields that only a class has",
    ],
    [
      "a reference to itself as if it were another distribution",
      ({ entryPoints: [first] }) => ({
        entryPoints: first
          ? [{ ...first, to: { distribution: "tiny", version: "1.0", id: "tiny.make" } }]
          : [],
      }),
      "as if it were another",
    ],
    [
      "a problem of a stranger's module",
      ({ problems: [first] }) => ({ problems: first ? [{ ...first, module: "requests" }] : [] }),
      'a problem is about "requests"',
    ],
    [
      "members of a foreign class that are not sorted",
      ({ externals: [first] }) => ({ externals: first ? [{ ...first, members: ["b", "a"] }] : [] }),
      "not sorted",
    ],
    [
      "an import of a module that is not there",
      ({ imports: [first] }) => ({ imports: first ? [{ ...first, module: "tiny.gone" }] : [] }),
      'an import is of "tiny.gone", which is no module',
    ],
    [
      "an import of a class, which imports nothing",
      ({ imports: [first] }) => ({ imports: first ? [{ ...first, module: "tiny.things.Thing" }] : [] }),
      "which is no module",
    ],
    [
      "an import that leads nowhere",
      ({ imports: [first] }) => ({ imports: first ? [{ ...first, of: "tiny.gone" }] : [] }),
      'the import in line 3 of "tiny.things" refers to "tiny.gone"',
    ],
    [
      "conditions of an import that are not sorted",
      ({ imports: [first] }) => ({ imports: first ? [{ ...first, when: ["try", "function"] }] : [] }),
      "has conditions that are not sorted",
    ],
    [
      "a use in what is not there",
      ({ uses: [first] }) => ({ uses: first ? [{ ...first, in: "tiny.gone" }] : [] }),
      'a use is in "tiny.gone", which is not in this shard',
    ],
    [
      "a use of the distribution itself",
      ({ uses: [first] }) => ({
        uses: first ? [{ ...first, of: { distribution: "tiny", version: "1.0", id: "tiny.make" } }] : [],
      }),
      "as if it were another",
    ],
    ["two uses of the same in one place", ({ uses }) => ({ uses: [...uses, ...uses] }), "two uses in"],
    ...[
      { how: ["call", "base" as const] },
      { lines: [9, 5] },
      { keywords: ["b", "a"] },
      { lines: [5, 5] },
    ].map((lists): [string, Change, string] => [
      `lists of a use that are not sorted: ${Object.keys(lists)}`,
      ({ uses: [first] }) => ({ uses: first ? [{ ...first, ...lists } as typeof first] : [] }),
      "has lists that are not sorted",
    ]),
    [
      "a use with more lines than it is",
      ({ uses: [first] }) => ({ uses: first ? [{ ...first, count: 1 }] : [] }),
      "has 2 lines, expected at most its count, 1",
    ],
    [
      "arguments of what is not called",
      ({ uses: [first] }) => ({ uses: first ? [{ ...first, how: ["read"] }] : [] }),
      "has arguments, and is no call",
    ],
    [
      "extras of a requirement that are not sorted",
      ({ requirements: [first] }) => ({ requirements: first ? [{ ...first, extras: ["b", "a"] }] : [] }),
      "a requirement of base has extras",
    ],
  ])("finds %s", (_, change, expected) => {
    const content = tinyShard();
    expect(checkInvariants({ ...content, ...change(content) }).join("\n")).toContain(expected);
  });
});
