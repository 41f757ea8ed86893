import { expect, test } from "vitest";
import { reversedName, summaryWords, wordsOf } from "./words.ts";

test.each([
  ["to_csv", ["to_csv", "to", "csv"]],
  ["HTTPAdapter", ["httpadapter", "http", "adapter"]],
  ["DataFrame", ["dataframe", "data", "frame"]],
  ["utf8Decode2", ["utf8decode2", "utf8", "decode2"]],
  ["_private", ["_private", "private"]],
  ["Übergröße", ["übergröße"]],
  ["__init__", []],
])("the words of %s", (name, words) => {
  expect([...wordsOf(name)]).toEqual(words);
});

test("names with the same end stand together", () => {
  expect(reversedName("tenacity:retry.wait")).toBe("wait.retry.tenacity");
});

test("a summary is found by its words, but for those that say nothing", () => {
  expect([...summaryWords("Read a comma-separated values (csv) file into DataFrame.")]).toEqual([
    "read",
    "comma",
    "separated",
    "values",
    "csv",
    "file",
    "dataframe",
  ]);
  expect([...summaryWords("")]).toEqual([]);
});
