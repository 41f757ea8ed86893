import { describe, expect, test } from "vitest";
import { InputError } from "../errors/input-error.ts";
import { parsePkginfo } from "./parse.ts";

const MINIMAL = 'name: a\nversion: "1.0"\n';

function problems(text: string, path = "pkginfo/a.yaml"): string[] {
  try {
    parsePkginfo(text, path);
  } catch (error) {
    if (error instanceof InputError) {
      return error.message.split(/\n(?=pkginfo)/);
    }
    throw error;
  }
  return [];
}

test("a name and a version are enough", () => {
  expect(parsePkginfo("name: Zope.Interface\nversion: v8.7.0\n", "pkginfo/zope-interface.yaml")).toEqual({
    stem: "zope-interface",
    path: "pkginfo/zope-interface.yaml",
    name: "Zope.Interface",
    normalizedName: "zope-interface",
    version: "8.7.0",
    extras: [],
    with: [],
    constraints: [],
    buildWith: [],
    buildNeeds: [],
    apt: [],
    buildApt: [],
    buildEnv: {},
    run: [],
    env: {},
    skip: {},
  });
});

test("the standard library has no file, and it is said what is there instead", () => {
  const [problem] = problems('name: python\nversion: "3.13.7"\n', "pkginfo/python.yaml");
  expect(problem).toMatch(
    /^pkginfo\/python\.yaml:1.*python is the standard library.*\s+→ remove the file: a run/,
  );
});

test("everything that a file can say is read, checked and normalised", () => {
  const text = `
    # A comment.
    name: a
    version: "1.0"
    python: "3.11"
    extras: [Big_Data]
    with: ["Foo_Bar[B,a] (>=1, <2)"]
    constraints: ["foo<2; python_version < '3.12'"]
    build-with: [setuptools<58]
    as-of: 2021-06-30T12:00:00+02:00
    apt: [libpq-dev, g++]
    run: ["echo $((1<<2)) > /tmp/x"]
    build-needs: [Cython<3]
    build-apt: [libpq-dev]
    build-env: {CFLAGS: -std=gnu17}
    env: {DEBUG: "1", EMPTY: ""}
    setup: |
      import a
      a.setup()
    imports: [a, a._größe.b]
    skip: {a.gui: "opens a window: always"}
    timeout: 90s
    memory: 512m
    notes: >
      Free
      text.
  `.replace(/^ {4}/gm, "");
  expect(parsePkginfo(text, "pkginfo/a@1.0.yaml")).toEqual({
    stem: "a@1.0",
    path: "pkginfo/a@1.0.yaml",
    name: "a",
    normalizedName: "a",
    version: "1.0",
    python: "3.11",
    extras: ["big-data"],
    with: ["foo-bar[a,b]>=1,<2"],
    constraints: ["foo<2 ; python_version < '3.12'"],
    buildWith: ["setuptools<58"],
    buildNeeds: ["cython<3"],
    asOf: "2021-06-30T10:00:00Z",
    apt: ["libpq-dev", "g++"],
    buildApt: ["libpq-dev"],
    buildEnv: { CFLAGS: "-std=gnu17" },
    run: ["echo $((1<<2)) > /tmp/x"],
    env: { DEBUG: "1", EMPTY: "" },
    setup: "import a\na.setup()\n",
    imports: ["a", "a._größe.b"],
    skip: { "a.gui": "opens a window: always" },
    timeoutSeconds: 90,
    memoryBytes: 512 * 1024 * 1024,
    notes: "Free text.\n",
  });
});

test("lines that end as on Windows are read alike", () => {
  expect(parsePkginfo('name: a\r\nversion: "1"\r\nnotes: |\r\n  b\r\n  c\r\n', "a.yaml").notes).toBe(
    "b\nc\n",
  );
});

test("all problems of a file are told at once, in its order, with how to mend them", () => {
  expect(
    problems("name: ../x\nversion: 1.10\npython: 3.10\nbuild_with: [x]\napt: libpq-dev\nenv:\n  A-B: x\n"),
  ).toEqual([
    `pkginfo/a.yaml:1:7: name: found "../x", expected letters, digits, '.', '-' and '_', a letter or a digit at both ends (PEP 508)`,
    'pkginfo/a.yaml:2:10: version: found the number 1.10, expected an exact version such as 2.32.5 (PEP 440)\n  → quote it: version: "1.10"',
    'pkginfo/a.yaml:3:9: python: found the number 3.10, expected a Python such as 3.13\n  → quote it: python: "3.10"',
    'pkginfo/a.yaml:4:1: unknown key "build_with"\n  → did you mean `build-with`?',
    'pkginfo/a.yaml:5:6: apt: found "libpq-dev", expected a list\n  → write it as a list, each item on a line of its own after `- `',
    `pkginfo/a.yaml:7:3: env: found the key "A-B", expected the name of an environment variable: letters, digits and '_'`,
  ]);
});

test("a missing key is told", () => {
  expect(problems("name: a\n")).toEqual([
    "pkginfo/a.yaml:1:1: there is no version\n  → add a line `version: …`",
  ]);
});

test.each([
  ["name: a;rm -rf /", "name: found"],
  ["name: -v", "name: found"],
  ['name: "a\\nb"', 'name: found "a\\nb"'],
  ["name: [a]", "name: found a list of 1"],
  ["name: {a: b}", "name: found a mapping"],
  ["name:", "name: found nothing"],
  ["version: latest", "expected an exact version"],
  ["version: '>=1'", "expected an exact version"],
  ["version: 1.*", "expected an exact version"],
  ["python: '2.7'", "expected a Python such as 3.13"],
  ["python: '3.13.1'", "expected a Python such as 3.13"],
  ["extras: [a b]", "expected the name of an extra"],
  ["extras: [a, a]", 'item 2 of extras: found "a", expected each item once'],
  ["with: ['a @ https://example.org/a.whl']", "is an address or a path"],
  ["with: ['-r x']", "is an option"],
  ["with: ['a>=1 ; os']", "environment marker"],
  ["constraints: ['a[b]<2']", "has extras, which a constraint can't have"],
  ["build-with: ['setuptools<']", "no valid versions"],
  ["as-of: 2021-02-30", "expected a date"],
  ["as-of: 2021-06-30T12:00", "expected a date"],
  ["as-of: 30.6.2021", "expected a date"],
  ["apt: [Libpq]", "expected a Debian package"],
  ["apt: [libpq-dev=1]", "expected a Debian package"],
  ["apt: [libpq-]", "expected a Debian package"],
  ["apt: [--yes]", "expected a Debian package"],
  ["apt: ['a b']", "expected a Debian package"],
  ["run: ['cat <<EOF']", "without a here-document"],
  ['run: ["a\\nb"]', "one line of shell"],
  ["run:\n  - |\n    a\n    b\n", "one line of shell"],
  ["run: ['a \\']", "a final backslash"],
  ["run: ['']", "one line of shell"],
  ['env: {A: "b\\nc"}', "env.A: found"],
  [
    "build-env: {LD_PRELOAD: x}",
    'build-env: found the key "LD_PRELOAD", expected a variable that changes neither',
  ],
  ["build-env: {CFLAGS: $(id)}", "build-env.CFLAGS: found"],
  ["build-needs: [\"cython ; python_version < '3'\"]", "has an environment marker"],
  ["env: {A: 1}", 'quote it: A: "1"'],
  [
    "env: {A: yes, B: true}",
    'env.B: found the boolean true, expected one line of text\n  → quote it: B: "true"',
  ],
  ["imports: []", "at least one import name"],
  ["imports: [a-b]", "expected a module"],
  ["imports: [a..b]", "expected a module"],
  ["skip: {a b: c}", "expected a module"],
  ["skip: {a: }", "skip.a: found nothing"],
  ["skip: [a]", "skip: found a list of 1, expected a mapping"],
  ["timeout: 10", "expected a time such as 90s, 10m or 1h"],
  ["timeout: 25h", "expected a time"],
  ["timeout: 0s", "expected a time"],
  ["memory: 4G", "expected a size"],
  ["memory: 1m", "expected a size"],
  ["memory: 4", "memory: found the number 4, expected a size"],
  ["notes: 5", 'quote it: notes: "5"'],
])("%j is refused: %s", (line, expected) => {
  const key = line.slice(0, line.indexOf(":"));
  const others = MINIMAL.split("\n").filter((other) => !other.startsWith(`${key}:`));
  const found = problems([...others, line].join("\n"));
  expect(found).toHaveLength(1);
  expect(found[0]).toContain(expected);
  expect(found[0]).toMatch(/^pkginfo\/a\.yaml:\d+:\d+: /);
});

test.each([
  ["name", 129, 128],
  ["setup", 20_001, 20_000],
  ["notes", 10_001, 10_000],
])("%s of %i characters is refused: at most %i", (key, length, longest) => {
  const others = MINIMAL.split("\n").filter((other) => !other.startsWith(`${key}:`));
  const [found] = problems([...others, `${key}: ${"a".repeat(length)}`].join("\n"));
  expect(found).toContain(`expected at most ${longest} characters`);
  expect(found?.length).toBeLessThan(200);
});

describe("YAML that is more or less than plain data is refused", () => {
  test.each([
    ["no text", "", "the file is empty"],
    ["only a comment", "# a\n", "the file is empty"],
    ["a list", "- a\n", "the file: found a list of 1, expected a mapping"],
    ["a sentence", "hello\n", 'the file: found "hello", expected a mapping'],
    ["a second document", `${MINIMAL}---\n${MINIMAL}`, "3:1: found a second YAML document"],
    [
      "a key twice",
      `${MINIMAL}name: b\n`,
      "3:1: this is no YAML: Map keys must be unique\n  → keep one of the two",
    ],
    [
      "a tab as indentation",
      `${MINIMAL}env:\n\tA: b\n`,
      "4:1: this is no YAML: Tabs are not allowed as indentation",
    ],
    ["an anchor", `${MINIMAL}notes: &n text\n`, 'found the anchor &"n"'],
    ["an alias", `${MINIMAL}notes: &n text\nsetup: *n\n`, 'found the alias *"n"'],
    ["a tag", `${MINIMAL}notes: !!binary aGk=\n`, 'found the tag "tag:yaml.org,2002:binary"'],
    ["a tag of Python's", `${MINIMAL}notes: !!python/object x\n`, "3:8: this is no YAML: Unresolved tag"],
    ["a key that is a mapping", `${MINIMAL}? {a: b}\n: c\n`, "3:3: this is no YAML"],
    [
      "a key that JavaScript takes for another thing",
      `${MINIMAL}env:\n  __proto__: x\n`,
      "4:3: found `__proto__`",
    ],
    ["an unclosed bracket", `${MINIMAL}apt: [a`, "this is no YAML"],
    ["a merge key", `${MINIMAL}<<: {notes: x}\n`, 'unknown key "<<"'],
  ])("%s", (_, text, expected) => {
    expect(problems(text).join("\n")).toContain(expected);
  });

  test("a billion laughs", () => {
    const bomb = [MINIMAL, "a: &a [x, x]\n"];
    for (const [at, key] of [..."bcdefghijklmnop"].entries()) {
      const before = String.fromCharCode("a".charCodeAt(0) + at);
      bomb.push(`${key}: &${key} [*${before}, *${before}, *${before}]\n`);
    }
    expect(problems(bomb.join(""))[0]).toContain("found the anchor");
  });

  test.each(["[", "{a: ", "- "])("%j without end", (opening) => {
    expect(problems(opening.repeat(60_000 / opening.length))[0]).toContain("nested too deeply");
  });

  test("more than anybody writes by hand", () => {
    expect(problems(`${MINIMAL}notes: ${"a".repeat(70_000)}\n`)).toEqual([
      "pkginfo/a.yaml: the file has 70031 bytes, expected at most 65536",
    ]);
  });

  test("problems without end are cut off", () => {
    const found = problems(`${MINIMAL}${"a: 1\n".repeat(200)}`);
    expect(found.at(-1)).toContain("… and 149 more problems");
  });
});

describe("characters that hide or reorder text are refused", () => {
  const hidden = [
    "\u0000",
    "\u0007",
    "\u001b",
    "\u007f",
    "\u0085",
    "\u00ad",
    "\u200b",
    "\u202e",
    "\u2028",
    "\u2066",
    "\ufeff",
  ];

  test.each(hidden.map((character) => [character.charCodeAt(0).toString(16), character]))(
    "U+%s",
    (code, character) => {
      const escaped = `\\u${code.padStart(4, "0")}`;
      const expected = `found the invisible character U+${code.toUpperCase().padStart(4, "0")}`;
      for (const text of [
        `notes: a${character}b\n`,
        `notes: b # a${character}b\n`,
        `notes: "a${escaped}b"\n`,
        `env: {"A${escaped}": b}\n`,
      ]) {
        expect(problems(MINIMAL + text)[0]).toContain(expected);
      }
      expect(problems(`name: "a${escaped}"\nversion: "1"\n`).join()).toContain(expected);
    },
  );

  test("and never shown as they are", () => {
    const found = problems(`"\\u001b[2J": x\nname: "::error::x"\nversion: "##[x]"\n`).join();
    // biome-ignore lint/suspicious/noControlCharactersInRegex: finding none is the purpose.
    expect(found).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
    expect(found).not.toContain("##[");
  });
});

describe("the file's name", () => {
  test.each([
    ["name: Zope.Interface", "Zope.Interface"],
    ["name: Zope.Interface", "zope_interface"],
    ["name: a", "a@1"],
    ["name: a", "a@2.0"],
    ["name: a", "b"],
    ["name: a", "a@"],
  ])("of %s can't be %s.yaml", (name, stem) => {
    expect(problems(`${name}\nversion: "1.0"\n`, `pkginfo/${stem}.yaml`)[0]).toContain(
      `:1:7: the file is named "${stem}.yaml", expected `,
    );
  });

  test("may hold the version", () => {
    expect(parsePkginfo('name: torch\nversion: "2.1+cu118"\n', "pkginfo/torch@2.1+cu118.yaml").stem).toBe(
      "torch@2.1+cu118",
    );
  });
});
