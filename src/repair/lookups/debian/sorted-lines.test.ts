import { describe, expect, it } from "vitest";
import { areSortedLines, SortedLines } from "./sorted-lines.ts";

const bytes = (lines: readonly string[]) => Buffer.from(lines.map((line) => `${line}\n`).join(""));

describe("sorted lines", () => {
  it("gives those that begin so, whatever stands around them", () => {
    const all = ["a\tx\t1", "b\tpng.h\tone", "b\tpng.h\ttwo", "b\tpng.hpp\tthree", "bö\té\tx", "c\tlast\t9"];
    const lines = new SortedLines(bytes(all));
    expect(lines.fields("b\tpng.h\t")).toEqual([["one"], ["two"]]);
    expect(lines.fields("b\tpng.h")).toEqual([
      ["", "one"],
      ["", "two"],
      ["pp", "three"],
    ]);
    expect(lines.fields("a\t")).toEqual([["x", "1"]]);
    expect(lines.fields("c\tlast\t")).toEqual([["9"]]);
    expect(lines.fields("bö\t")).toEqual([["é", "x"]]);
    for (const missing of ["0", "b\tpng.z", "z", "a\tx\t1\t"]) {
      expect(lines.fields(missing)).toEqual([]);
    }
    expect(new SortedLines(Buffer.alloc(0)).fields("a")).toEqual([]);
  });

  it("finds each of many lines by itself", () => {
    const all = Array.from(
      { length: 500 },
      (_, at) => `k\t${String(at * 7).padStart(5, "0")}\t${"x".repeat(at % 13)}`,
    );
    const lines = new SortedLines(bytes(all));
    for (const line of all) {
      const [kind, key, rest] = line.split("\t");
      expect(lines.fields(`${kind}\t${key}\t`)).toEqual([[rest]]);
    }
  });
});

describe("what is taken for sorted lines", () => {
  it.each([
    ["in order", ["a\t1", "a\t2", "b\t0"], true],
    ["out of order", ["a\t2", "a\t1"], false],
    ["one twice", ["a\t1", "a\t1"], false],
    ["of a kind that is not known", ["a\t1", "c\t1"], false],
    ["without a kind", ["a1"], false],
  ])("%s", (_, lines, expected) => {
    expect(areSortedLines(bytes(lines), "ab")).toBe(expected);
  });

  it("has an end behind each", () => {
    expect(areSortedLines(Buffer.from("a\t1\na\t2"), "a")).toBe(false);
  });
});
