import { expect, test } from "vitest";
import { parsePkginfo } from "../pkginfo/parse.ts";
import { inputsDigest } from "./inputs.ts";

const base = 'name: example\nversion: "1.0"\n';
const digest = (text: string, python = "3.13", artifact?: string) =>
  inputsDigest(parsePkginfo(text, "pkginfo/example.yaml"), python, artifact);
const original = digest(base);

test.each([
  "notes: asked for by a user\n",
  "env: {A: b}\n",
  "setup: import os\n",
  "skip: {example.broken: hangs}\n",
  "imports: [example]\n",
  "run: [touch /x]\n",
  "timeout: 10m\nmemory: 1g\n",
])("The lock is kept when only %j is added", (added) => {
  expect(digest(base + added)).toBe(original);
});

test.each([
  "extras: [socks]\n",
  "with: [six]\n",
  "constraints: [six<2]\n",
  "build-with: [setuptools<60]\n",
  "as-of: 2020-01-01\n",
  "apt: [libpq-dev]\n",
  "build-needs: [cython]\n",
  "build-apt: [libpq-dev]\n",
  "build-env: {CFLAGS: -std=gnu17}\n",
])("The lock is made anew when %j is added", (added) => {
  expect(digest(base + added)).not.toBe(original);
});

test("The lock is made anew for another version, Python or local wheel", () => {
  const others = [
    digest(base.replace("1.0", "1.1")),
    digest(base, "3.11"),
    digest(base, "3.13", "a".repeat(64)),
  ];
  expect(new Set([original, ...others]).size).toBe(4);
});

test("The order of a list does not count, nor which list it is confused with", () => {
  expect(digest(`${base}apt: [gcc, bison]\n`)).toBe(digest(`${base}apt: [bison, gcc]\n`));
  expect(digest(`${base}with: [six]\n`)).not.toBe(digest(`${base}constraints: [six]\n`));
});
