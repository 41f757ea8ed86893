import { expect, test } from "vitest";
import { columns, sizeText } from "./text.ts";

test.for([
  [999, "999 B"],
  [1000, "1.0 kB"],
  [40_214, "40 kB"],
  [999_600, "1.0 MB"],
  [2_000_000_000, "2.0 GB"],
] as const)("%d bytes are %s", ([bytes, text]) => {
  expect(sizeText(bytes)).toBe(text);
});

test("columns are aligned, figures to the right", () => {
  expect(
    columns([
      ["package", "nodes", "end"],
      ["a", "12,345", "x"],
      ["bbbbbbbbb", "7", "yy"],
    ]),
  ).toBe(["package    nodes   end", "a          12,345  x", "bbbbbbbbb       7  yy"].join("\n"));
});
