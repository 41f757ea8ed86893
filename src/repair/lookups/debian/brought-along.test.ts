import { expect, test } from "vitest";
import { broughtAlong } from "./brought-along.ts";

const NEEDS: Readonly<Record<string, readonly string[]>> = {
  "libgirepository1.0-dev": ["libgirepository-1.0-1", "libglib2.0-dev"],
  "libglib2.0-dev": ["libpcre2-dev"],
  "libcairo2-dev": ["libglib2.0-dev", "libcairo-script-interpreter2"],
  "a-dev": ["b-dev"],
  "b-dev": ["a-dev"],
};
const needsOf = (name: string) => NEEDS[name] ?? [];

test.for([
  [["libglib2.0-dev", "libgirepository1.0-dev"], ["libglib2.0-dev"]],
  [["libpcre2-dev", "libgirepository1.0-dev"], ["libpcre2-dev"]],
  [["libgirepository1.0-dev", "libcairo2-dev"], []],
  [["libglib2.0-dev"], []],
] as const)("of %j, %j come along", ([packages, expected]) => {
  expect([...broughtAlong(packages, needsOf)]).toEqual(expected);
});

test("of two that depend on each other one stays", () => {
  expect([...broughtAlong(["a-dev", "b-dev"], needsOf)]).toEqual(["a-dev"]);
});
