import { expect, test } from "vitest";
import { printableJson, printableLine, printableLines } from "./printable.ts";

test("what steers a terminal is shown, not obeyed; colours are dropped", () => {
  expect(
    printableLine("\u001b[1;31merror\u001b[0m: \u001b]0;title\u0007 \u001b[2J\t\u0000\u0085\u202e\ud800"),
  ).toBe("error: \\x1b]0;title\\x07 \\x1b[2J\t\\x00\\x85\\u202e\\ud800");
});

test("what a runner takes for a command is no longer one", () => {
  // The runner trims a line before it looks for `::`, and finds `##[` anywhere.
  expect(printableLine("::add-mask::x")).toBe("\\x3a:add-mask::x");
  expect(printableLine(" \u00a0::error::x")).toBe(" \u00a0\\x3a:error::x");
  expect(printableLine("\u001b[0m::error::x")).toBe("\\x3a:error::x");
  expect(printableLine("x ##[error]y")).toBe("x #\\x23[error]y");
  expect(printableLine("###[error]y")).toBe("##\\x23[error]y");
});

test("ordinary text stays as it is", () => {
  const text = "std::vector<int> — naïve 文字 🎉 C:\\path: :x";
  expect(printableLine(text)).toBe(text);
});

test("a text becomes lines; a carriage return inside a line starts one", () => {
  expect(printableLines("a\r\nb\n\n10%\r20%\n")).toEqual(["a", "b", "", "10%", "20%"]);
  expect(printableLines("")).toEqual([]);
});

test("JSON that is printed is the same document, without anything that steers", () => {
  const value = {
    "##[group]x": ["::error::\n##[error]\u001b[2J", "\u009b31m\u202e\ufeff\ud800", "naïve 文字"],
  };
  const json = printableJson(value);
  expect(JSON.parse(json)).toEqual(value);
  expect(json).toMatch(/^[ -~\nï文字]*$/);
  expect(json).not.toMatch(/^\s*::|##\[/m);
});
