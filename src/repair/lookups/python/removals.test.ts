import { expect, it } from "vitest";
import { hasStill, removals } from "./removals.ts";

const known = await removals();
const find = (kind: string, name: string) => known.find((one) => one.kind === kind && one.name === name);

it.each([
  ["module", "imp", "3.11", "explored"],
  ["module", "distutils", "3.11", "explored"],
  ["module", "telnetlib", "3.11", "explored"],
  ["module", "urllib2", undefined, "documented"],
  ["name", "collections.Mapping", "3.9", "documented"],
  ["name", "inspect.getargspec", "3.9", "explored"],
  ["name", "asyncio.get_child_watcher", "3.13", "explored"],
  ["name", "time.clock", undefined, "documented"],
  ["c-api", "PyUnicode_GET_SIZE", "3.11", "explored"],
  ["c-api", "PyEval_CallObject", "3.11", "explored"],
  ["syntax", "async", undefined, "documented"],
])("%s %s was last in %s", (kind, name, last, by) => {
  expect(find(kind, name)).toMatchObject({ by, last });
});

it("names nothing twice, and nothing that is there", () => {
  const keys = known.map(({ kind, name }) => `${kind} ${name}`);
  expect(new Set(keys).size).toBe(keys.length);
  for (const [kind, name] of [
    ["module", "asyncio"],
    ["name", "inspect.signature"],
    ["c-api", "PyObject_Call"],
  ] as const) {
    expect(find(kind, name)).toBeUndefined();
  }
});

it("says which Pythons have something still", () => {
  expect(["3.9", "3.11", "3.13"].map((python) => hasStill({ last: "3.11" }, python))).toEqual([
    true,
    true,
    false,
  ]);
  expect(hasStill({ last: undefined }, "3.9")).toBe(false);
});
