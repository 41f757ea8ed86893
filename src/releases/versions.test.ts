import { describe, expect, it, test } from "vitest";
import {
  allowsPython,
  compareVersions,
  isFinal,
  isSpecifier,
  normalizeVersion,
  satisfies,
  versionKey,
} from "./versions.ts";

test.each([
  ["1.0", "1.0"],
  ["v1.0-RC.1", "1.0rc1"],
  ["1!2.0.Alpha", "1!2.0a0"],
  ["1.0-1", "1.0.post1"],
  ["1.0.REV2-dev", "1.0.post2.dev0"],
  ["01.002", "1.2"],
  ["2.1.0+cu118", "2.1.0+cu118"],
  ["1.0+Ubuntu_01.x", "1.0+ubuntu.1.x"],
  ["1.0+1e5", "1.0+1e5"],
  ["2023.20231207152134", "2023.20231207152134"],
])("%s is %s in normal form", (version, normal) => {
  expect(normalizeVersion(version)).toBe(normal);
  expect(normalizeVersion(normal)).toBe(normal);
});

test.each([
  "",
  " 1.0",
  "1.0\n",
  "1.*",
  "==1.0",
  "1.0+",
  "latest",
  "1.0/2",
  `1.${"0".repeat(200)}`,
  "1.12345678901234567",
])("%j is no version", (text) => {
  expect(normalizeVersion(text)).toBeUndefined();
});

// PEP 440, "Summary of permitted suffixes and relative ordering".
const ASCENDING = [
  "1.dev0",
  "1.0.dev456",
  "1.0a1",
  "1.0a2.dev456",
  "1.0a12.dev456",
  "1.0a12",
  "1.0b1.dev456",
  "1.0b2",
  "1.0b2.post345.dev456",
  "1.0b2.post345",
  "1.0rc1.dev456",
  "1.0rc1",
  "1.0",
  "1.0+1e5",
  "1.0+abc.5",
  "1.0+abc.7",
  "1.0+5",
  "1.0.post456.dev34",
  "1.0.post456",
  "1.0.15",
  "1.1.dev1",
  "1!0.1",
];

test("versions come in PEP 440's order", () => {
  for (const [at, left] of ASCENDING.entries()) {
    for (const [other, right] of ASCENDING.entries()) {
      expect([left, right, Math.sign(compareVersions(left, right))]).toEqual([
        left,
        right,
        Math.sign(at - other),
      ]);
    }
  }
});

test("final zeros make no other version", () => {
  expect(compareVersions("1.0", "1.0.0")).toBe(0);
  expect(["1", "1.0", "1.0.0"].map(versionKey)).toEqual(["1", "1", "1"]);
  expect(["1.0.1", "10.0", "1.0.0rc1", "1!2.0.post1"].map(versionKey)).toEqual([
    "1.0.1",
    "10",
    "1rc1",
    "1!2.post1",
  ]);
});

test("comparing what is no version is a mistake of the caller", () => {
  expect(() => compareVersions("1.0", "latest")).toThrow(RangeError);
});

test("pre-releases and development releases are not final, post-releases are", () => {
  expect(["1.0", "1.0.post1", "1.0rc1", "1.0.dev1", "1.0.post1.dev1"].map(isFinal)).toEqual([
    true,
    true,
    false,
    false,
    false,
  ]);
});

describe("specifier sets", () => {
  // Each was compared with what Python's packaging 26 says.
  test.each([
    ["", "1.0", true],
    [">=1.0,<2", "1.5", true],
    [">=1.0, <2", "2.0", false],
    ["==1.0.*", "1", true],
    ["==1.0.*", "1.0.5rc1", true],
    ["!=1.0.*", "1.0.5", false],
    ["==1.0", "1.0+local", true],
    ["==1.0+local", "1.0", false],
    ["~=1.4.2", "1.4.9", true],
    ["~=1.4.2", "1.5", false],
    ["~=1!1.4", "1.5", false],
    ["<1.0", "1.0rc1", false],
    ["<1.0rc2", "1.0rc1", true],
    [">1.0", "1.0.post1", false],
    [">1.0", "1.0+local", false],
    [">1.0rc1", "1.0", true],
    [">1.0.post1", "1.0.post2", true],
    ["<1.0.post1", "1.0", true],
    ["===1.0", "1.0", true],
    ["===1.0", "1.0.0", false],
    ["<=1.0", "1.0+local", true],
  ])("%s on %s: %s", (specifier, version, expected) => {
    expect(satisfies(specifier, version)).toBe(expected);
  });

  test.each(["1.0", "=1.0", ">>1", "~=1", ">=1.*", ">1.0+local", "==1.0rc1.*", "^1.0"])(
    "%s is none",
    (specifier) => {
      expect(isSpecifier(specifier)).toBe(false);
      expect(satisfies(specifier, "1.0")).toBe(false);
    },
  );
});

describe("Requires-Python", () => {
  test.each([
    [undefined, "3.13", true],
    [">=3.9", "3.13", true],
    [">=3.14", "3.13", false],
    [">=3.6.2", "3.6", true],
    ["!=3.9.7,>=3.8", "3.9", true],
    ["!=3.0.*,!=3.1.*,>=2.7", "3.1", false],
    ["<3.12,>=3.8", "3.12", false],
    ["<4", "3.14", true],
    [">=2.7, !=3.0.*, <3", "3.9", false],
  ])("%s on Python %s: %s", (specifier, python, expected) => {
    expect(allowsPython(specifier, python)).toBe(expected);
  });

  it("is read with goodwill where old metadata breaks the rules", () => {
    expect(allowsPython(">=3.6.*", "3.5")).toBe(false);
    expect(allowsPython(">=3.6.*", "3.9")).toBe(true);
    expect(allowsPython(">=2.7 !=3.0.* <3.5", "3.9")).toBe(false);
    expect(allowsPython(">='3.8'", "3.7")).toBe(false);
    expect(allowsPython(">=3.8,", "3.7")).toBe(false);
  });

  it("limits nothing where it says nothing that can be read", () => {
    expect(allowsPython("any", "3.9")).toBe(true);
    expect(allowsPython(">=three", "3.9")).toBe(true);
  });
});
