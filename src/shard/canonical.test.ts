import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { canonicalJson, canonicalLine, compareText } from "./canonical.ts";
import { strictSchemas } from "./records.ts";
import { node, tinyShard } from "./testing/tiny-shard.ts";
import { shardLines } from "./writer.ts";

const AWKWARD = 'quote " slash \\ / tab \t del \u007f é \u2028 \ue000 \u{1f40d} \u0001';

function python(script: string, input: string): string {
  return execFileSync("python3", ["-c", script], { input, encoding: "utf8" });
}

describe("canonicalLine", () => {
  it("writes what Python's json.dumps writes for the same keys in the same order", () => {
    const lines = [
      ...shardLines(tinyShard()),
      canonicalLine(node("a.b", "data", { doc: AWKWARD, value: "'é'" })),
    ];
    const text = `${lines.join("\n")}\n`;
    const script = [
      "import json, sys",
      "for line in sys.stdin:",
      "    print(json.dumps(json.loads(line), separators=(',', ':')))",
    ].join("\n");
    expect(python(script, text)).toBe(text);
  });

  it("gives equal lines for equal records, however their keys are ordered", () => {
    const record = node("a.b", "class", { members: { z: "a.b.z", a: "a.b.a" }, doc: "d" });
    const turned = Object.fromEntries(Object.entries(record).reverse()) as typeof record;
    turned.members = { a: "a.b.a", z: "a.b.z" };
    expect(canonicalLine(turned)).toBe(canonicalLine(record));
  });

  it("keeps members sorted whose names look like numbers or like a prototype", () => {
    const members = JSON.parse('{"b":"a.b","10":"a.c","9":"a.d","__proto__":"a.e"}');
    expect(canonicalLine(node("a", "module", { members }))).toContain(
      '"members":{"10":"a.c","9":"a.d","__proto__":"a.e","b":"a.b"}',
    );
  });

  it("puts what a newer explorer has added behind the rest, where nothing is written", () => {
    const read = { zebra: "\ud800", colour: 3, id: "os", python: "3.13" };
    expect(canonicalJson(read)).toBe('{"python":"3.13","id":"os","colour":3,"zebra":"\\ud800"}');
    expect(() => canonicalLine({ ...node("a", "module"), ...{ colour: 3 } })).toThrow('field "colour"');
  });

  it("refuses a lone surrogate, which no file could hold", () => {
    expect(() => canonicalLine(node("a", "module", { doc: "\ud800" }))).toThrow("lone surrogate");
  });

  it("writes the fields of every object in the order in which its schema lists them", () => {
    for (const fields of objectsIn(z.toJSONSchema(z.union(Object.values(strictSchemas))))) {
      const turned = Object.fromEntries([...fields].reverse().map((field) => [field, 1]));
      expect(Object.keys(JSON.parse(canonicalJson(turned)))).toEqual(fields);
    }
  });
});

describe("compareText", () => {
  it("orders by code point, as Python's sorted does", () => {
    const texts = [
      "b",
      "a",
      "",
      "ab",
      "é",
      "\ue000",
      "\u{1f40d}",
      "\uffff",
      "\u{10000}",
      "a\u{1f40d}",
      "a\ue000",
    ];
    const script = "import json, sys; print(json.dumps(sorted(json.load(sys.stdin))))";
    expect([...texts].sort(compareText)).toEqual(JSON.parse(python(script, JSON.stringify(texts))));
  });
});

function objectsIn(schema: unknown): string[][] {
  if (typeof schema !== "object" || schema === null) {
    return [];
  }
  const own = "properties" in schema ? [Object.keys(schema.properties as object)] : [];
  return [...own, ...Object.values(schema).flatMap(objectsIn)];
}
