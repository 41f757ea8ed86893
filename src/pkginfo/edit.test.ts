import { describe, expect, test } from "vitest";
import { InputError } from "../errors/input-error.ts";
import { reasonsOf, withItem, withMapped, withoutEntry, withValue } from "./edit.ts";
import { parsePkginfo } from "./parse.ts";

const PATH = "pkginfo/tool.yaml";

const BY_PEOPLE = `\
# yaml-language-server: $schema=../schemas/pkginfo.schema.json
# Asked for in issue 7.
name: tool # the one of the library
version: "1.10"

# What it links with:
#
# - headers
apt:
  # Not libb1, which is another one.
  - libb
  - libc6-dev # for its headers
setup: |
  # apt: libb: is no comment of YAML
  import tool

# Ask Ann about it.
`;

const SAID = 'without it: "Could not run curl-config"';

describe("an entry is added with its reason, and what people wrote stays", () => {
  test("to a list that is there", () => {
    const text = withItem(BY_PEOPLE, PATH, { key: "apt", item: "libcurl4-openssl-dev", reason: SAID });
    expect(text).toBe(
      BY_PEOPLE.replace(
        "# for its headers\n",
        `# for its headers\n  # apt: libcurl4-openssl-dev: ${SAID}\n  - libcurl4-openssl-dev\n`,
      ),
    );
    expect(reasonsOf(text, PATH)).toEqual([{ key: "apt", item: "libcurl4-openssl-dev", reason: SAID }]);
    expect(withoutEntry(text, PATH, { key: "apt", item: "libcurl4-openssl-dev" })).toBe(BY_PEOPLE);
  });

  test("as the first of a new key, in the schema's order", () => {
    const text = withMapped("name: a\nversion: 1.0.0\nnotes: x\n", "pkginfo/a.yaml", {
      key: "build-env",
      item: "CFLAGS",
      value: "-std=gnu17",
      reason: "gcc 15",
    });
    expect(text).toBe(
      "name: a\nversion: 1.0.0\nbuild-env:\n  # build-env: CFLAGS: gcc 15\n  CFLAGS: -std=gnu17\nnotes: x\n",
    );
    expect(reasonsOf(text, "pkginfo/a.yaml")).toEqual([
      { key: "build-env", item: "CFLAGS", reason: "gcc 15" },
    ]);
  });

  test("to a list in one line, which then has a line for each", () => {
    const text = withItem("name: a\nversion: 1.0.0\nwith: [b]\n", "pkginfo/a.yaml", {
      key: "with",
      item: "c<2",
      reason: "imported",
    });
    expect(text).toBe("name: a\nversion: 1.0.0\nwith:\n  - b\n  # with: c<2: imported\n  - c<2\n");
  });

  test("as a value, quoted where YAML would read a number, instead of another one and its reason", () => {
    const first = withValue(BY_PEOPLE, PATH, { key: "python", value: "3.9", reason: "it names async" });
    expect(first).toContain('version: "1.10"\n# python: 3.9: it names async\npython: "3.9"\n\n# What it');
    const second = withValue(first, PATH, { key: "python", value: "3.11", reason: "tried" });
    expect(reasonsOf(second, PATH)).toEqual([{ key: "python", reason: "tried" }]);
    expect(second).not.toContain("3.9");
    expect(withoutEntry(second, PATH, { key: "python" })).toBe(BY_PEOPLE);
  });

  test("a value of several lines is named by its first", () => {
    const text = withValue("name: a\nversion: 1.0.0\n", "pkginfo/a.yaml", {
      key: "setup",
      value: "import x\nx.y()\n",
      reason: "configures",
    });
    expect(text).toContain("# setup: import x: configures\nsetup: |\n  import x\n");
    expect(reasonsOf(text, "pkginfo/a.yaml")).toEqual([{ key: "setup", reason: "configures" }]);
  });
});

test("a reason is one line, however many were said, and can't end the comment", () => {
  const text = withItem(BY_PEOPLE, PATH, { key: "apt", item: "libd", reason: "a\nrun: [evil]\r\u202eb" });
  expect(parsePkginfo(text, PATH).run).toEqual([]);
  expect(reasonsOf(text, PATH)).toHaveLength(1);
});

test("an entry that a person changed is theirs: it has no reason any more", () => {
  const text = withItem(BY_PEOPLE, PATH, { key: "apt", item: "libd-dev", reason: "linked" });
  expect(reasonsOf(text.replace("- libd-dev", "- libd2-dev"), PATH)).toEqual([]);
});

test("of two items where one begins like the other, each has its own reason", () => {
  const one = withItem(BY_PEOPLE, PATH, { key: "apt", item: "libd", reason: "x: y" });
  const two = withItem(one, PATH, { key: "apt", item: "libd-dev", reason: "z" });
  expect(reasonsOf(two, PATH)).toEqual([
    { key: "apt", item: "libd", reason: "x: y" },
    { key: "apt", item: "libd-dev", reason: "z" },
  ]);
  expect(reasonsOf(withoutEntry(two, PATH, { key: "apt", item: "libd" }), PATH)).toEqual([
    { key: "apt", item: "libd-dev", reason: "z" },
  ]);
});

test("what a person wrote above an entry outlives it", () => {
  const withoutFirst = withoutEntry(BY_PEOPLE, PATH, { key: "apt", item: "libb" });
  expect(withoutFirst).toContain(
    "apt:\n  # Not libb1, which is another one.\n  - libc6-dev # for its headers\n",
  );
  const without = withoutEntry(withoutFirst, PATH, { key: "apt", item: "libc6-dev" });
  expect(parsePkginfo(without, PATH).apt).toEqual([]);
  expect(without).toContain("# What it links with:\n#\n# - headers\n");
  expect(without).toContain("# Not libb1, which is another one.");
  expect(without).toContain("# Ask Ann about it.");
});

test("what is no pkginfo is not written", () => {
  const entry = { key: "apt", item: "--purge", reason: "a log said so" } as const;
  expect(() => withItem(BY_PEOPLE, PATH, entry)).toThrow(InputError);
});
