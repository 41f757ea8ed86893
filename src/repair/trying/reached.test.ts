import { expect, test } from "vitest";
import { brokenRootsOf, isEnough, reachedText } from "./reached.ts";

test.each([
  [["matplotlib", "pylab"], ["pylab"], ["pylab"]],
  [["mpl_toolkits.axes_grid", "mpl_toolkits.gtktools"], ["mpl_toolkits.gtktools"], []],
  [
    ["mpl_toolkits.axes_grid", "mpl_toolkits.gtktools"],
    ["mpl_toolkits.axes_grid", "mpl_toolkits.gtktools"],
    ["mpl_toolkits.axes_grid", "mpl_toolkits.gtktools"],
  ],
  [["google.cloud.a", "google.other"], ["google.cloud.a"], ["google.cloud.a"]],
])("of the import names %j with %j broken, %j are missed", (importNames, broken, missed) => {
  expect(brokenRootsOf(importNames, new Set(broken))).toEqual(missed);
});

test("what has no modules is enough, and says what it installs", () => {
  const nothing = { stage: "imports", imported: 0, broken: 0, brokenRoots: [] } as const;
  expect(isEnough(nothing)).toBe(true);
  expect(reachedText(nothing)).toBe("it has no modules of its own; scripts, data or stubs only");
  const installs = ["rpy2-rinterface", "rpy2-robjects"];
  expect(reachedText({ ...nothing, installs })).toBe(
    "it has no modules of its own; it installs rpy2-rinterface, rpy2-robjects",
  );
});
