import { expect, test } from "vitest";
import { importsNothing } from "./layout.ts";

test.each([
  ["some of its modules are imported", 3, ["tiny"], false],
  ["it has modules, and none is imported", 0, ["tiny"], true],
  ["a metapackage, or stubs, have nothing to import", 0, [], false],
])("%s", (_what, modules, importNames, isFault) => {
  expect(importsNothing({ modules, importNames })).toBe(isFault);
});
