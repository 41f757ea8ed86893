import { expect, test } from "vitest";
import { summaryOf } from "./summary.ts";

test.each([
  ["Make a thing.\n\nMore.", "Make a thing."],
  ["Makes\n  a thing\n\nMore.", "Makes a thing"],
  // Of requests.adapters, numpy and others: a title says less than what follows it.
  ["requests.adapters\n~~~~~~~~~~~~~~~~~\n\nThis module sends.\nIt does so.", "This module sends."],
  ["NumPy\n=====\n\nProvides\n  1. An array object", "Provides 1. An array object"],
  ["\n====\n Big\n====\nText below it.", "Text below it."],
  ["# Tables\n\nWrites tables.", "Writes tables."],
  ["# Tables", "Tables"],
  ["Requests HTTP Library\n~~~~~~~~~~~~~~~~~~~~~", "Requests HTTP Library"],
  ["array(object, dtype=None)\n\nCreate an array.", "Create an array."],
  [".. versionadded:: 1.0\n\nNew.", "New."],
  ["Ends with dots...\n\nMore.", "Ends with dots..."],
  ["first\n...\nsecond", "second"],
  ["Say it\n--- and more", "Say it --- and more"],
  ["", ""],
  [`${"x".repeat(198)}\u{1f40d}yz`, `${"x".repeat(198)}…`],
])("%j", (doc, summary) => {
  expect(summaryOf(doc)).toBe(summary);
});
