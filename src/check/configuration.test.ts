import { mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { InputError } from "../errors/input-error.ts";
import { readConfiguration, saysOf } from "./configuration.ts";
import { meansName } from "./name-pattern.ts";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "importgraph-configuration-"));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

const write = (name: string, text: string) => writeFile(join(folder, name), text);

const FULL = `public = ["acme._compat", "acme.*.v2"]
private = ["acme.internal"]
versioning = "breaking-minor"
fail-on = "risky"

[[suppress]]
rule = "function-removed"
name = "acme.old*"
reason = "nobody has used it since 2.0"
until = 2027-01-31

[[suppress]]
rule = "parameter-removed"
name = "acme.get"
part = "timeout"
reason = "it never did anything"
`;

test("a project without a word about it goes by the rules and semver", async () => {
  const standard = { public: [], private: [], versioning: "semver", failOn: "breaking", suppressions: [] };
  expect(await readConfiguration(folder)).toEqual(standard);
  await write("pyproject.toml", '[project]\nname = "acme"\n[tool.other]\nx = 1\n');
  expect(await readConfiguration(folder)).toEqual(standard);
});

test.each([
  ["importgraph.toml", FULL, 6],
  [
    "pyproject.toml",
    `[project]\nname = "acme"\n\n[tool.importgraph]\n${FULL.replaceAll("[[suppress]]", "[[tool.importgraph.suppress]]")}`,
    10,
  ],
])("%s says what is public, how versions are made, and what is let through", async (name, text, line) => {
  await write(name, text);
  const found = await readConfiguration(folder);
  expect(found).toMatchObject({
    public: ["acme._compat", "acme.*.v2"],
    private: ["acme.internal"],
    versioning: "breaking-minor",
    failOn: "risky",
    suppressions: [
      { rule: "function-removed", name: "acme.old*", until: "2027-01-31", place: { line } },
      { rule: "parameter-removed", name: "acme.get", part: "timeout", place: { line: line + 6 } },
    ],
  });
  expect(found.file).toMatch(new RegExp(`${name}$`));
});

test("a date may be a text too, and a file of another name is read where it is named", async () => {
  const text = FULL.replace("2027-01-31", '"2027-01-31"');
  await write("other.toml", text);
  const { suppressions } = await readConfiguration(folder, join(folder, "other.toml"));
  expect(suppressions[0]?.until).toBe("2027-01-31");
  await expect(readConfiguration(folder, join(folder, "none.toml"))).rejects.toThrow("there is no such file");
});

test("two that configure the same are refused", async () => {
  await write("importgraph.toml", FULL);
  await write("pyproject.toml", "[tool.importgraph]\npublic = []\n");
  await expect(readConfiguration(folder)).rejects.toThrow(/importgraph\.toml.*\n.*keep one of the two/);
});

describe("what is broken is told by its place, with what was found and expected", () => {
  test.each<[string, string, string]>([
    ["publik = []\n", ":1:1: unknown key", "did you mean `public`?"],
    ['public = "acme"\n', ':1:10: public: found "acme", expected a list', "in brackets"],
    ['public = ["acme",\n  "a b"]\n', ':2:3: item 2 of public: found "a b", expected a dotted name', ""],
    ["fail-on = 3\n", ":1:11: fail-on: found the number 3, expected one of breaking, risky", ""],
    ['versioning = "mine"\n', ':1:14: versioning: found "mine", expected one of semver', ""],
    [
      '[[suppress]]\nrule = "no-rule"\nname = "a"\nreason = "b"\n',
      ':2:8: rule of item 1 of suppress: found "no-rule", expected the name of a rule; docs/changes.md of importgraph lists all ',
      "",
    ],
    [
      '[[suppress]]\nrule = "function-remved"\nname = "a"\nreason = "b"\n',
      ':2:8: rule of item 1 of suppress: found "function-remved", expected the name of a rule, such as function-removed, ',
      "",
    ],
    [
      '[[suppress]]\nrule = "class-removed"\nname = "a"\n',
      ":1:1: there is no reason of item 1 of suppress",
      "add a line `reason = …`",
    ],
    [
      '[[suppress]]\nrule = "class-removed"\nname = "a"\nreason = "b"\nuntil = 2027-02-01T10:00:00Z\n',
      ":5:9: until of item 1 of suppress: found the date 2027-02-01T10:00:00Z, expected a date such as",
      "",
    ],
    [
      '[[suppress]]\nrule = "class-removed"\nname = "a"\nreason = "b"\nuntl = "x"\n',
      ":5:1: unknown key",
      "did you mean `until`?",
    ],
    ["suppress = [1]\n", ":1:13: item 1 of suppress: found the number 1, expected a table", ""],
    ["public = [\n", ":2:1: this is no TOML: ", ""],
    ["a = 1\na = 2\n", ":2:1: this is no TOML: ", ""],
    [`a = ${"[".repeat(100_000)}${"]".repeat(100_000)}`, ": the file is nested too deeply", ""],
  ])("%#: %s", async (text, told, fix) => {
    await write("importgraph.toml", text);
    const error = (await readConfiguration(folder).catch((thrown: unknown) => thrown)) as InputError;
    expect(error.message).toContain(`importgraph.toml${told}`);
    expect(error.message).toContain(fix);
  });

  test("lines are those of pyproject.toml", async () => {
    await write("pyproject.toml", '[project]\nname = "a"\n\n[tool.importgraph]\nprivate = [1]\n');
    await expect(readConfiguration(folder)).rejects.toThrow(/pyproject\.toml:5:12: item 1 of private/);
  });

  test("a link is not followed: a pull request could lead it anywhere", async () => {
    await write("target.toml", "");
    await symlink("target.toml", join(folder, "importgraph.toml"));
    await expect(readConfiguration(folder)).rejects.toThrow("no ordinary file");
  });
});

test.each<[string, string, boolean]>([
  ["a.b", "a.b", true],
  ["a.b", "a.b.c", false],
  ["a.b", "axb", false],
  ["a.*", "a.b.c", true],
  ["a.*", "a", false],
  ["*.b", "a.c.b", true],
  ["*", "a.b", true],
  ["a.*.c*e", "a.b.b.cde", true],
  ["a.*.c*e", "a.b.b.cd", false],
  ["ab*ba", "aba", false],
  ["ab*ba", "abba", true],
])("%s means %s: %s", (pattern, name, means) => {
  expect(meansName(pattern, name)).toBe(means);
});

test("patterns mean whole names, and `*` what is below, too", async () => {
  await write(
    "importgraph.toml",
    'public = ["acme._c*", "acme.x_"]\nprivate = ["acme._core", "*.internal"]\n',
  );
  const says = saysOf(await readConfiguration(folder));
  expect(says("acme._compat")).toBe("public");
  expect(says("acme._compat.deep.name")).toBe("public");
  expect(says("acme._core")).toBe("private");
  expect(says("acme.deep.internal")).toBe("private");
  expect(says("acme.internals")).toBeUndefined();
  expect(says("acmex_")).toBeUndefined();
});
