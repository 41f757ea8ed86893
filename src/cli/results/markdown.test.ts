import { expect, test } from "vitest";
import { markdownFence, markdownTable, markdownText } from "./markdown.ts";

test.for([
  "@somebody",
  "[text](https://example.org)",
  "![image](x)",
  "<img src=x>",
  "https://example.org",
  "www.example.org",
  "#12 and org/repo#12",
  "`code` *bold* _it_ ~gone~",
  "::error::x",
  "a | b",
  "# heading",
  "- list",
  "1. list",
  "&lt;",
])("nothing of %s is Markdown, HTML, a mention or a link any more", (text) => {
  const shown = markdownText(text);
  expect(shown).not.toMatch(/[@[\]()<>`*_~|]|:\/\/|www\.|(?<!&)#|^[-+]|^\d+\.|::|&(?!#\d+;)/);
  const decoded = shown
    .replaceAll("&#8203;", "")
    .replaceAll(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)));
  expect(decoded).toBe(text.replace(/^:(?=:)/, "\\x3a"));
});

test("a block can't be ended by what is in it, and a cell can't become two", () => {
  expect(markdownFence(["```", "````x"], "diff")).toBe("`````diff\n```\n````x\n`````");
  expect(markdownTable(["a|b"], [["c"]])).toBe("| a&#124;b |\n| --- |\n| c |");
});
