import { expect, test } from "vitest";
import { InputError } from "../errors/input-error.ts";
import { parsePkginfo } from "./parse.ts";
import type { PkginfoFields } from "./pkginfo.ts";
import { pkginfoText } from "./write.ts";

const EVERYTHING: PkginfoFields = {
  notes: "Free: text # with signs.",
  name: "Foo.Bar",
  version: "1.10",
  python: "3.10",
  extras: ["big-data"],
  with: ["numpy>=2"],
  constraints: ["a<2 ; python_version < '3.12'"],
  buildWith: ["setuptools<58"],
  buildNeeds: ["cython<3"],
  asOf: "2021-06-30",
  apt: ["g++"],
  buildApt: ["libpq-dev"],
  buildEnv: { CFLAGS: "-std=gnu17 -Wno-error=incompatible-pointer-types" },
  run: ["echo 'a: b' # c", "- x"],
  env: { DEBUG: "1", EMPTY: "", NO: "no" },
  setup: "import a\n\n  \na.setup()\n",
  imports: ["foo"],
  skip: { "foo.gui": "opens a window: always" },
  timeoutSeconds: 5400,
  memoryBytes: 1536 * 1024 * 1024,
};

test("a new pkginfo is small and clean", () => {
  expect(pkginfoText({ name: "requests", version: "2.32.5", extras: [], env: {} })).toBe(
    "# yaml-language-server: $schema=../schemas/pkginfo.schema.json\nname: requests\nversion: 2.32.5\n",
  );
});

test("keys come in one order, and what YAML would take for something else is quoted", () => {
  expect(pkginfoText({ ...EVERYTHING, setup: "import a\na.setup()\n" })).toBe(`\
# yaml-language-server: $schema=../schemas/pkginfo.schema.json
name: Foo.Bar
version: "1.10"
python: "3.10"
extras:
  - big-data
with:
  - numpy>=2
constraints:
  - a<2 ; python_version < '3.12'
build-with:
  - setuptools<58
build-needs:
  - cython<3
as-of: "2021-06-30"
apt:
  - g++
build-apt:
  - libpq-dev
build-env:
  CFLAGS: -std=gnu17 -Wno-error=incompatible-pointer-types
run:
  - "echo 'a: b' # c"
  - "- x"
env:
  DEBUG: "1"
  EMPTY: ""
  "NO": "no"
setup: |
  import a
  a.setup()
imports:
  - foo
skip:
  foo.gui: "opens a window: always"
timeout: 90m
memory: 1536m
notes: "Free: text # with signs."
`);
});

test("what is written is read back as it was", () => {
  const read = parsePkginfo(pkginfoText(EVERYTHING), "pkginfo/foo-bar.yaml");
  expect(read).toEqual({
    ...EVERYTHING,
    stem: "foo-bar",
    path: "pkginfo/foo-bar.yaml",
    normalizedName: "foo-bar",
  });
});

test("text with anything YAML could trip over comes back as it was", () => {
  const pieces = [
    "a",
    " ",
    "\n",
    ": ",
    " #",
    "'",
    '"',
    "- ",
    "|",
    ">",
    "%",
    "@",
    "`",
    "{",
    "}",
    "[",
    "]",
    "&",
    "*",
    "!",
    "\\",
    "\t",
    "é",
    "🐍",
    "1",
    "~",
    "null",
    "---",
    "...",
  ];
  let seed = 1;
  const random = (below: number) => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed % below;
  };
  for (let round = 0; round < 2000; round++) {
    const notes = `x${Array.from({ length: random(12) }, () => pieces[random(pieces.length)]).join("")}`;
    const text = pkginfoText({ name: "a", version: "1", notes });
    expect(parsePkginfo(text, "pkginfo/a.yaml").notes).toBe(notes);
  }
});

test("what is no pkginfo is not written", () => {
  expect(() => pkginfoText({ name: "a\u001b", version: "1" })).toThrow(InputError);
  expect(() => pkginfoText({ name: "a", version: "latest" })).toThrow("expected an exact version");
});
