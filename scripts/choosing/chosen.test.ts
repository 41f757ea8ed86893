import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { choose, MOST_USED, parseChoice } from "./chosen.ts";

const field = (name: string, share: number, names: string[]) => ({ name, share, names });

test("the most used come first, whatever field they are of", () => {
  expect(choose(["Six", "flask"], [field("web", 1, ["flask", "django"])])).toEqual([
    { name: "six", field: MOST_USED },
    { name: "flask", field: "web" },
  ]);
});

test("a field is filled up in its order; what was taken for another counts", () => {
  const fields = [field("data", 1, ["pandas"]), field("science", 2, ["scipy", "sympy", "pandas", "pint"])];
  expect(choose([], fields).map(({ name }) => name)).toEqual(["pandas", "scipy"]);
});

test.each([
  [
    "fields: {web: {share: 2, names: flask}}\nreleases: []",
    "f.yaml:1:33: has 1 names for a share of 2\n  → add names, or make the share smaller",
  ],
  ["fields: {web: {share: 1, names: Flask flask}}\nreleases: []", 'f.yaml:1:33: has "flask" twice'],
  [
    "fields: {web: {share: 1, names: -flask}}\nreleases: []",
    'f.yaml:1:33: found "-flask", expected the name of a distribution',
  ],
  ["fields: {}\nreleases: [six]", 'f.yaml:2:12: found "six", expected a release: NAME==VERSION'],
])("%s", (text, message) => {
  expect(() => parseChoice(text, "f.yaml")).toThrow(message);
});

test("the set has more than five hundred packages, and each field its share", async () => {
  const read = (name: string) => readFile(join(import.meta.dirname, name), "utf8");
  const { fields, releases } = parseChoice(await read("fields.yaml"), "fields.yaml");
  const names = choose((await read("ranked.txt")).trim().split("\n"), fields).map(({ name }) => name);
  expect(names.length).toBeGreaterThanOrEqual(500);
  expect(new Set(names).size).toBe(names.length);
  for (const { share, names: listed } of fields) {
    expect(listed.filter((name) => names.includes(name)).length).toBeGreaterThanOrEqual(share);
  }
  expect(new Set(releases.map(({ name }) => name)).size).toBe(20);
});
