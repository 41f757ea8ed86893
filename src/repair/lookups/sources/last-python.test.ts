import { expect, test } from "vitest";
import { beyondPythons, lastPython } from "./last-python.ts";
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

test.each([
  ["SyntaxError: invalid syntax", "the syntax of Python 2 (setup.py:3)"],
  ["ModuleNotFoundError: No module named 'urllib2'", "the module urllib2 (thing/get.py:9)"],
  ["undefined symbol: PyString_FromString", "PyString_FromString (a.c:3)"],
  ["ImportError: No module named 'urllib2x'", undefined],
  ["error: command 'gcc' failed with exit code 1", undefined],
])("of what no Python has, that counts which is complained of: %s", (message, expected) => {
  const removed = [
    use("Python 2", undefined, { kind: "syntax", file: "setup.py" }),
    use("urllib2", undefined, { kind: "module", file: "thing/get.py", line: 9 }),
    use("PyString_FromString", undefined),
    use("imp", "3.11", { kind: "module" }),
  ];
  expect(beyondPythons({ removed }, message)).toBe(expected);
});

test("what is used under a condition may be for an old Python only", () => {
  const removed = [use("urllib2", undefined, { kind: "module", conditional: true })];
  expect(beyondPythons({ removed }, "No module named 'urllib2'")).toBeUndefined();
});
