import { expect, test } from "vitest";
import { sourceRecord } from "./records.ts";

test("symbols may be nested, and names long", () => {
  const inner = { kind: "result", of: { kind: "module", of: "a".repeat(10_000), attributes: ["B"] } };
  const symbol = { kind: "entered", of: inner, attributes: ["c"] };
  const record = { record: "use", symbol, line: 3, how: ["call"], positional: 1 };
  expect(sourceRecord(JSON.stringify(record))).toEqual(record);
});

test.each([
  "[]",
  '{"record":"nothing"}',
  '{"record":"constructor"}',
  '{"record":"start","protocol":2,"library":[]}',
  '{"record":"use","symbol":{"kind":"guess","of":"a"},"line":1,"how":["read"]}',
  '{"record":"use","symbol":{"kind":"module","of":"a"},"line":0,"how":["read"]}',
])("%s is none", (line) => {
  expect(() => sourceRecord(line)).toThrow();
});
