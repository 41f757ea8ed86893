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
  ])("finds %s", (_, change, expected) => {
    const content = tinyShard();
    expect(checkInvariants({ ...content, ...change(content) }).join("\n")).toContain(expected);
  });
});
