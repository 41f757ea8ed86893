import { expect, test } from "vitest";
import { lastPython } from "./last-python.ts";
import type { RemovedUse } from "./source-scan.ts";

function use(name: string, last: string | undefined, more: Partial<RemovedUse> = {}): RemovedUse {
  return { kind: "c-api", name, last, file: "a.c", line: 3, conditional: false, ...more };
}

test("the newest Python that has all that sources use without a condition", () => {
  const removed = [
    use("PyUnicode_GET_SIZE", "3.11"),
    use("PyEval_CallObject", "3.9", { line: 7 }),
    use("PyString_FromString", undefined, { conditional: true }),
  ];
  expect(lastPython({ removed }, "3.13")).toEqual({ last: "3.9", evidence: "a.c:7 uses PyEval_CallObject" });
  expect(lastPython({ removed }, "3.11")).toEqual({ last: "3.9", evidence: "a.c:7 uses PyEval_CallObject" });
  expect(lastPython({ removed }, "3.9")).toBeUndefined();
  expect(lastPython({ removed: [] }, "3.13")).toBeUndefined();
});

test("where no Python has something of it, none is named", () => {
  expect(lastPython({ removed: [use("imp", "3.11"), use("urllib2", undefined)] }, "3.13")).toBeUndefined();
});
