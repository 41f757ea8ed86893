import { describe, expect, it } from "vitest";
import { checkInvariants } from "../shard/invariants.ts";
import type { Ref } from "../shard/records.ts";
import { node, object, tinyShard } from "../shard/testing/tiny-shard.ts";
import { shardLines } from "../shard/writer.ts";
import type { CollectedRecord } from "./session/receiver.ts";
import { settle } from "./settle.ts";
import { start } from "./testing/scripted-session.ts";

function settled(...further: CollectedRecord[]) {
  const { nodes, externals, entryPoints, imports, uses, requirements, problems } = tinyShard();
  const content = settle(
    start,
    [...nodes, ...externals, ...entryPoints, ...imports, ...uses, ...requirements, ...problems, ...further],
    [],
  );
  expect(checkInvariants(content)).toEqual([]);
  return {
    ...content,
    ids: content.nodes.map(({ id }) => id),
    messages: content.problems.map(({ message }) => message),
  };
}

describe("settle", () => {
  it("leaves a sound session as it is", () => {
    const { ids: _, messages: __, ...content } = settled();
    expect(content).toEqual(tinyShard());
  });

  it("gives every planned module a node, also one that nothing was sent about", () => {
    const { nodes } = settle(start, [node("tiny", "module")], []);
    expect(nodes.find(({ id }) => id === "tiny.windows")).toEqual({
      record: "node",
      id: "tiny.windows",
      kind: "module",
      module: "tiny.windows",
      from: ["source"],
      imported: false,
    });
  });

  it("leaves out what nothing leads to, and says so", () => {
    const { ids, messages } = settled(
      node("tiny.lost", "class"),
      node("os.path", "module"),
      node("tiny.retry", "data"),
    );
    expect(ids).toEqual(tinyShard().nodes.map(({ id }) => id));
    expect(messages).toContain("class tiny.lost can't be reached from a module by members");
    expect(messages).toContain("module os.path stands under no module of this distribution");
    expect(messages.join("\n")).toContain("data tiny.retry was sent twice");
  });

  it("mends references that lead nowhere, and says which members did", () => {
    const own = { distribution: "tiny", version: "1.0", id: "tiny.make" };
    const { nodes, messages } = settled(
      node("tiny.late", "module", {
        members: { C: "tiny.late.C", gone: "tiny.gone", make: own, lost: { ...own, id: "tiny.lost" } },
      }),
      node("tiny.late.C", "class", { bases: ["tiny.Gone", object] }),
    );
    expect(nodes.find(({ id }) => id === "tiny.late")?.members).toEqual({
      C: "tiny.late.C",
      make: "tiny.make",
      lost: { distribution: null, id: "tiny.lost" },
    });
    expect(nodes.find(({ id }) => id === "tiny.late.C")?.bases).toEqual([
      { distribution: null, id: "tiny.Gone" },
      object,
    ]);
    expect(messages).toContain("members of tiny.late lead nowhere: gone");
  });

  it("takes what names in a module that was only read lead to from a session that has loaded it", () => {
    const windows = { name: "Base", module: "tiny.windows", from: "base", line: 1 } as const;
    const of = { distribution: "base", version: "2.0", id: "base.Base" } as const;
    const use = { how: ["base" as const], count: 1, lines: [2] };
    const own = { record: "use", in: "tiny.windows", of: { ...of, id: "base.own" }, ...use } as const;
    const content = settle(
      start,
      [
        { record: "import", ...windows, of },
        { record: "use", in: "tiny.windows", of, ...use },
        own,
        { ...own, in: "tiny.things", of },
      ],
      [],
      new Map([
        [
          "tiny.windows",
          new Map<string, Ref>([
            ["base.Base", { ...of, id: "base.core.Base" }],
            ["base.own", "tiny"],
          ]),
        ],
        ["tiny.things", new Map<string, Ref>([["base.Base", { ...of, id: "base.core.Base" }]])],
      ]),
    );
    expect(content.imports).toEqual([{ record: "import", ...windows, of: { ...of, id: "base.core.Base" } }]);
    expect(content.uses).toContainEqual({
      ...{ record: "use", in: "tiny.windows", of: { ...of, id: "base.core.Base" }, as: "base.Base" },
      ...use,
    });
    expect(content.uses).toHaveLength(2);
  });

  it("follows the names of what another session knows by a better one", () => {
    // As a module that could only be read names what was imported: by the path that its source says.
    const { nodes, messages } = settled(
      node("tiny.late", "module", {
        from: ["source"],
        members: { T: "tiny.Thing", size: "tiny.Thing.size", parts: "tiny.parts", gone: "tiny.Thing.gone" },
      }),
    );
    expect(nodes.find(({ id }) => id === "tiny.late")?.members).toEqual({
      T: "tiny.things.Thing",
      size: "tiny.things.Thing.size",
      parts: { distribution: "base", version: "2.0", id: "base.parts" },
    });
    expect(messages).toContain("members of tiny.late lead nowhere: gone");
  });

  it("never blames somebody else's module, and lists no more than 200 problems of one", () => {
    const problems = Array.from({ length: 300 }, (_, index): CollectedRecord => {
      return { record: "problem", module: "os", stage: "name", error: "BadName", message: `number ${index}` };
    });
    const content = settled(...problems);
    expect(content.problems.filter(({ module }) => module === "")).toHaveLength(201);
    expect(content.messages).toContain("100 further problems are not listed");
  });

  it("keeps what is known of classes of this distribution that have no node, and of no others", () => {
    const class_ = (id: string): CollectedRecord => {
      const ref = { distribution: "tiny", version: "1.0", id };
      return { record: "external", ref, kind: "class", mro: [object], members: ["check"] };
    };
    const { externals, messages } = settled(class_("tiny.things.Thing"), class_("tiny.tests.Checks"));
    const ref = { distribution: null, id: "tiny.tests.Checks" };
    expect(externals).toEqual([...tinyShard().externals, { ...class_("tiny.tests.Checks"), ref }]);
    expect(messages).toEqual(tinyShard().problems.map(({ message }) => message));
  });

  it("cuts long messages to what can be written", () => {
    const message = "\u{1f40d}".repeat(1500);
    const content = settled({ record: "problem", module: "tiny", stage: "walk", error: "E", message });
    expect(Math.max(...content.messages.map(({ length }) => length))).toBe(2000);
    expect([...shardLines(content)].join("\n")).toContain("...");
  });

  it("puts lists of words in their one order", () => {
    const made = settled(
      node("tiny.late", "module", { members: { f: "tiny.late.f" }, from: ["source", "runtime", "source"] }),
      node("tiny.late.f", "function", { flags: ["final", "async", "final"] }),
    );
    expect(made.nodes.find(({ id }) => id === "tiny.late")?.from).toEqual(["runtime", "source"]);
    expect(made.nodes.find(({ id }) => id === "tiny.late.f")?.flags).toEqual(["async", "final"]);
  });

  it("takes uses of the same in the same place for one, with lists in their one order", () => {
    const of = { distribution: "base", version: "2.0", id: "base.other" };
    const use = (rest: object) => ({ record: "use", in: "tiny.make", of, ...rest }) as CollectedRecord;
    const { uses } = settled(
      use({ how: ["read", "call", "read"], count: 5, lines: [9, 7, 3], keywords: ["z", "a", "z"] }),
      use({ how: ["base", "call"], count: 4, lines: [8, 1, 2, 3], keywords: ["b"], positional: 2 }),
    );
    expect(uses.filter((one) => one.of.id === "base.other")).toEqual([
      {
        ...{ record: "use", in: "tiny.make", of, how: ["base", "call", "read"], count: 9 },
        ...{ lines: [1, 2, 3, 7, 8], keywords: ["a", "b", "z"], positional: 2 },
      },
    ]);
  });

  it("gives a use to what is around a place that has no node, and leaves out those of strangers and of its own", () => {
    const of = { distribution: "base", version: "2.0", id: "base.other" };
    const use = (place: string, rest: object = {}) =>
      ({ record: "use", in: place, of, how: ["read"], count: 1, lines: [1], ...rest }) as CollectedRecord;
    const { uses } = settled(
      use("tiny.things.gone"),
      use("requests.get"),
      use("tiny.make", { of: { distribution: "tiny", version: "1.0", id: "tiny.things.Thing" } }),
    );
    expect(uses.filter((one) => one.of.id !== "base.core.Base").map((one) => one.in)).toEqual([
      "tiny.things",
    ]);
  });

  it("keeps no more lines than uses, and no arguments of what is not called", () => {
    const of = { python: "3.13", id: "os" };
    const { uses } = settled({
      ...{ record: "use", in: "tiny.make", of, how: ["read"], count: 1, lines: [4, 2] },
      ...{ keywords: ["a"], positional: 1 },
    });
    expect(uses.find((one) => one.of.id === "os")).toEqual({
      ...{ record: "use", in: "tiny.make", of, how: ["read"], count: 1, lines: [2] },
    });
  });

  it("mends what imports lead to, and takes equal imports and requirements once", () => {
    const statement: CollectedRecord = {
      ...{ record: "import", module: "tiny", of: "tiny.gone", line: 4, when: ["try", "function"] },
    };
    const requirement: CollectedRecord = { record: "requirement", name: "x", extras: ["b", "a"] };
    const { imports, requirements } = settled(
      ...[statement, statement, { ...statement, module: "requests" }],
      ...[requirement, requirement],
    );
    expect(imports.filter(({ line }) => line === 4)).toEqual([
      { ...statement, of: { distribution: null, id: "tiny.gone" }, when: ["function", "try"] },
    ]);
    expect(requirements.filter(({ name }) => name === "x")).toEqual([{ ...requirement, extras: ["a", "b"] }]);
  });
});
