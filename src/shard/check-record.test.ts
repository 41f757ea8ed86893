import { describe, expect, it } from "vitest";
import { checkRecord, type Strictness } from "./check-record.ts";
import { node, tinyShard } from "./testing/tiny-shard.ts";

function messageOf(value: unknown, strictness: Strictness = "strict"): string {
  const check = checkRecord(value, strictness);
  return check.ok ? "" : check.message;
}

describe("checkRecord", () => {
  it("takes every record of a sound shard", () => {
    const { header, nodes, externals, entryPoints, imports, uses, requirements, problems } = tinyShard();
    const records = [
      header,
      ...nodes,
      ...externals,
      ...entryPoints,
      ...imports,
      ...uses,
      ...requirements,
      ...problems,
    ];
    expect(records.map((record) => messageOf(record)).filter((message) => message !== "")).toEqual([]);
  });

  it.each([
    [{ ...node("a", "module"), id: 3 }, "node 3: id: found 3, expected string"],
    [
      { ...node("a", "module"), kind: "modul" },
      'node "a": kind: found "modul", expected one of "module"|"class"',
    ],
    [{ ...node("a", "module"), id: "a..b" }, 'id: found "a..b", expected an id'],
    [{ ...node("a", "module"), id: "a:b:c" }, 'id: found "a:b:c", expected an id'],
    [{ record: "import", module: "a", of: "b", line: 0 }, "import: line: found 0, expected number to be >=1"],
    [
      { record: "import", module: "a:b", of: "b", line: 1 },
      'import: module: found "a:b", expected a dotted name',
    ],
    [
      { record: "import", module: "a", of: "b", line: 1, when: ["always"] },
      'when[0]: found "always", expected one of "function"|"main"',
    ],
    [
      { record: "use", in: "a", of: "a.b", how: ["call"], count: 1, lines: [1] },
      'use: of: found "a.b", expected',
    ],
    [
      { record: "use", in: "a", of: { python: "3.13", id: "os" }, how: [], count: 1, lines: [1] },
      "how: found [], expected array to have >=1 items",
    ],
    [
      {
        record: "use",
        in: "a",
        of: { python: "3.13", id: "os" },
        how: ["read"],
        count: 9,
        lines: [1, 2, 3, 4, 5, 6],
      },
      "lines: found [1,2,3,4,5,6], expected array to have <=5 items",
    ],
    [{ record: "requirement", name: "Not_Normal" }, 'name: found "Not_Normal", expected'],
    [{ record: "requirement", name: "a", url: "x" }, 'found the unknown field "url"'],
    [{ ...node("a", "module"), from: [] }, "from: found [], expected array to have >=1 items"],
    [
      { ...node("a", "module"), members: { "b.c": "a.b" } },
      "members.b.c: found this name, expected a name without dots",
    ],
    [
      { ...node("a", "module"), members: { b: { id: "x" } } },
      'members.b: found {"id":"x"}, expected a reference',
    ],
    [
      { ...node("a", "module"), members: JSON.parse('{"__proto__":3}') },
      "members.__proto__: expected a reference",
    ],
    [
      JSON.parse('{"record":"node","id":"a","kind":"module","module":"a","from":["runtime"],"__proto__":{}}'),
      'the unknown field "__proto__"',
    ],
    [
      { ...node("a", "module"), members: JSON.parse('{"b":{"python":"3.13","id":"re","__proto__":3}}') },
      'the unknown field "__proto__"',
    ],
    [{ ...node("a", "module"), doc: "\ud83d" }, "doc: found"],
    [{ ...node("a", "data"), value: "x".repeat(201) }, "value: found"],
    [
      { ...node("a", "function"), signature: { parameters: [{ name: "x" }] } },
      "signature.parameters[0].kind: found nothing",
    ],
    [{ record: "node" }, "node: id: found nothing, expected string"],
    [{ record: "toString" }, 'expected an object with "record" as one of "header", "node"'],
    [[], "found [], expected an object"],
    [null, "found null, expected an object"],
    ["\u001b[31m\u202e", 'found "\\u001b[31m\\u202e", expected an object'],
  ])("says what it found and expected of %j", (value, expected) => {
    expect(messageOf(value)).toContain(expected);
  });

  it("refuses fields that are not listed in what we write, and lets them pass in what we read", () => {
    const newer = {
      ...node("a", "module", { members: { b: { python: "3.13", id: "re" } } }),
      colour: "green",
    };
    expect(messageOf(newer, "strict")).toBe('node "a": found the unknown field "colour"');
    expect(messageOf(newer, "loose")).toBe("");
  });

  it("does not stumble over any depth", () => {
    const deep = JSON.parse(`{"record":"node","id":${"[".repeat(200_000)}${"]".repeat(200_000)}}`);
    expect(messageOf(deep)).toContain("something deeply nested");
  });
});
