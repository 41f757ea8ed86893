import { expect, it } from "vitest";
import { moved } from "./order.ts";

it.each([
  ["a b c", "a b c", ""],
  ["a b", "b a", "a"],
  ["a b c d", "b c d a", "a"],
  ["a b c d", "d a b c", "d"],
  ["verify cert http trust", "verify trust cert http", "trust"],
  ["", "", ""],
])("from %s to %s the fewest are moved: %s", (before, after, expected) => {
  const names = (text: string) => text.split(" ").filter((name) => name !== "");
  expect(moved(names(before), names(after))).toEqual(names(expected));
});
