import { join } from "node:path";
import { expect, test } from "vitest";
import { findHome, programHome } from "./home.ts";

test("the sources and a bundle of an action find the same home", () => {
  expect(findHome(join(programHome, "actions", "any", "dist"))).toBe(programHome);
});

test("a program that was not copied whole says so", () => {
  expect(() => findHome("/usr/lib")).toThrow("importgraph is not complete");
});
