import { resolve } from "node:path";
import { expect, test } from "vitest";
import { changeText } from "../candidates/change.ts";
import type { LookUps, Subject } from "../candidates/look-ups.ts";
import { NOTHING } from "../candidates/testing/no-look-ups.ts";
import { causesInLines, causesOfProblems } from "../diagnosis/causes.ts";
import type { FileOwner } from "../lookups/debian/archive.ts";
import { readRules } from "../rules/rules.ts";
import type { Attempt } from "./attempt.ts";
import { diagnose } from "./options.ts";

const rules = await readRules(resolve(import.meta.dirname, "..", "..", ".."));
const SUBJECT: Subject = { name: "thing", version: "1.0", python: "3.13", declared: [] };

function owner(name: string, path: string): FileOwner {
  return {
    package: name,
    source: name,
    path,
    installed: false,
    likely: true,
    where: "searched",
    evidence: [],
  };
}

/** An attempt of which so many modules were imported, and others failed for what they say. */
function attemptOf(imported: number, failures: Readonly<Record<string, string>>): Attempt {
  const problems = Object.entries(failures).map(([module, message]) => ({
    ...({ record: "problem", stage: "import", module, member: null } as const),
    error: message.startsWith("No module") ? "ModuleNotFoundError" : "ImportError",
    message,
  }));
  return {
    ...{ digest: "", fields: { name: "thing", version: "1.0" }, python: "3.13" },
    reached: { stage: "imports", imported, broken: problems.length, brokenRoots: [] },
    causes: causesOfProblems(problems, new Map(), rules),
    ...{ failedBuilds: [], declared: [], message: "", seconds: 1 },
  };
}

async function optionsOf(attempt: Attempt, lookUps: Partial<LookUps>): Promise<string[]> {
  const { options } = await diagnose(attempt, rules, SUBJECT, { ...NOTHING, ...lookUps });
  return options.map(({ changes }) => changes.map(changeText).join(", "));
}

const MISSING = "libdbus-1.so.3: cannot open shared object file: No such file or directory";

test("what extension modules are linked with is tried with the first library that is missed", async () => {
  const options = await optionsOf(attemptOf(1, { "thing.a": MISSING, "thing.b": MISSING }), {
    owners: async () => [owner("libdbus-1-3", "/usr/lib/libdbus-1.so.3")],
    missingLibraries: async () => [
      {
        name: "libglib-2.0.so.0",
        package: "libglib2.0-0t64",
        evidence: "thing/b.abi3.so wants it",
        isLinked: true,
      },
      {
        name: "libplugin.so.1",
        package: "libplugin1",
        evidence: "thing/plugins/c.so wants it",
        isLinked: false,
      },
    ],
  });
  expect(options[0]).toBe("apt: libdbus-1-3, apt: libglib2.0-0t64");
  expect(options).toContain("apt: libglib2.0-0t64, apt: libplugin1");
});

test("libraries that no import complains of are not tried where enough can be imported", async () => {
  const lookUps: Partial<LookUps> = {
    missingLibraries: async () => [
      { name: "libXfixes.so.3", package: "libxfixes3", evidence: "thing.x11 loads it", isLinked: false },
    ],
  };
  const failures = { "thing._osx": "it does not work", "thing._win": "it does not work" };
  expect(await optionsOf(attemptOf(3, failures), lookUps)).toEqual([]);
  expect(await optionsOf(attemptOf(1, failures), lookUps)).toEqual(["apt: libxfixes3"]);
});

test("of a package that can be imported, other Pythons are not tried for nothing but a hope", async () => {
  const lookUps: Partial<LookUps> = { pythons: async () => ["3.11"] };
  const attempt = attemptOf(1, { "thing.a": "it does not work", "thing.b": "it does not work" });
  const { reached } = attempt;
  expect(await optionsOf(attempt, lookUps)).toEqual([]);
  const broken = { ...attempt, reached: { ...reached, brokenRoots: ["thing"] } as typeof reached };
  expect(await optionsOf(broken, lookUps)).toEqual(["python: 3.11"]);
});

test("what keeps a few modules away is not tried with what keeps many away; alone it is", async () => {
  const lookUps: Partial<LookUps> = {
    owners: async () => [owner("libdbus-1-3", "/usr/lib/libdbus-1.so.3")],
    pythons: async () => [],
    importOwners: async (name) => [
      { distribution: name, declared: false, trusted: true, reason: "Debian has it", evidence: [] },
    ],
  };
  const many = Object.fromEntries("abcdefgh".split("").map((name) => [`thing.${name}`, MISSING]));
  const few = { "thing.x": "No module named 'cffi'" };
  expect(await optionsOf(attemptOf(1, { ...many, ...few }), lookUps)).toEqual(["apt: libdbus-1-3"]);
  const unknown = Object.fromEntries(Object.keys(many).map((module) => [module, "it does not work"]));
  expect((await optionsOf(attemptOf(1, { ...unknown, ...few }), lookUps))[0]).toBe("with: cffi");
});

test.each([
  ["keeps a quarter of those that are away, where these are many", 17, 3, 9, 1],
  ["keeps one alone", 17, 1, 2, 0],
  ["is one of many small ones", 17, 2, 10, 0],
  ["keeps away what is few of all", 40, 3, 2, 0],
])("of a package that can be used, a cause that %s", async (_what, imported, missing, others, options) => {
  const failures = [
    ...Array.from({ length: missing }, (_, index) => [`thing.a${index}`, MISSING]),
    ...Array.from({ length: others }, (_, index) => [`thing.b${index}`, `it is the fault of ${index}`]),
  ];
  const owners = async () => [owner("libdbus-1-3", "/usr/lib/libdbus-1.so.3")];
  const attempt = attemptOf(imported, Object.fromEntries(failures));
  expect(await optionsOf(attempt, { owners })).toHaveLength(options);
});

/** An attempt that could not be built, for what its log says. */
function unbuilt(...lines: string[]): Attempt {
  return {
    ...{ digest: "", fields: { name: "thing", version: "1.0" }, python: "3.13", reached: { stage: "build" } },
    causes: causesInLines(lines, "build", rules),
    ...{ failedBuilds: [], declared: [], message: lines.at(-1) ?? "", seconds: 1 },
  };
}

const NO_HEADER = "a.c:1:10: fatal error: cmqc.h: No such file or directory";

test("what stops a build and nobody has is the reason, once nothing else helped", async () => {
  const lookUps = { ...NOTHING, pythons: async () => ["3.11"] };
  const { options, refusal } = await diagnose(unbuilt(NO_HEADER), rules, SUBJECT, lookUps);
  expect(options.map(({ changes }) => changes.map(changeText))).toEqual([["python: 3.11"]]);
  expect(refusal).toEqual({
    category: "build",
    reason: "The header cmqc.h is missing, and no package of Debian has it.",
    isLast: true,
  });
});

test("a reason that needs no proof ends it at once, but where something mends another cause", async () => {
  const matlab = "RuntimeError: MATLAB R2026b installation not found.";
  const nowhere = await diagnose(unbuilt(matlab), rules, SUBJECT, NOTHING);
  expect(nowhere).toMatchObject({ options: [], refusal: { category: "build" } });
  const owners = async () => [owner("libfoo-dev", "/usr/include/foo.h")];
  const both = await diagnose(unbuilt(NO_HEADER, matlab), rules, SUBJECT, { ...NOTHING, owners });
  expect(both.options.length).toBeGreaterThan(0);
  expect(both.refusal?.reason).toContain("MATLAB");
});

test("of headers in one log the last stopped it, and what a setup.py tries out does not", async () => {
  const owners: LookUps["owners"] = async ({ name }) => [owner(`lib${name}-dev`, `/usr/include/${name}`)];
  const fatal = async (...lines: string[]) => {
    const { options } = await diagnose(unbuilt(...lines), rules, SUBJECT, { ...NOTHING, owners });
    const candidates = new Map(options.flatMap(({ candidates: all }) => all.map((one) => [one.cause, one])));
    return [...candidates.values()].filter(({ isFatal }) => isFatal).map(({ cause }) => cause);
  };
  const optional = "ext.c:1:10: fatal error: yaml.h: No such file or directory";
  expect(await fatal(optional, NO_HEADER)).toEqual(["missing-header: cmqc.h"]);
  expect(await fatal("_configtest.c:1:10: fatal error: atlas.h: No such file or directory")).toEqual([]);
});

test("what can be imported, most of it, is not refused for what some of its modules want", async () => {
  const device = "The device /dev/gpiochip0 does not exist";
  const refusalOf = async (imported: number) => {
    const attempt = attemptOf(imported, { "thing.a": device, "thing.b": device });
    return (await diagnose(attempt, rules, SUBJECT, NOTHING)).refusal;
  };
  expect(await refusalOf(3)).toBeUndefined();
  // As of RPi.GPIO, whose empty top can be imported.
  expect(await refusalOf(1)).toMatchObject({ category: "hardware" });
});

test("what is loaded in functions is tried where an import name is missed: what is its own, then all", async () => {
  const lookUps: Partial<LookUps> = {
    missingLibraries: async () => [
      {
        ...{ name: "portaudio", package: "libportaudio2", evidence: "thing.py:9 wants it" },
        ...{ isConditional: true, file: "thing.py" },
      },
      {
        ...{ name: "magic", package: "libmagic1t64", evidence: "other/a.py:9 wants it" },
        ...{ isConditional: true, file: "other/a.py" },
      },
    ],
    pythons: async () => [],
  };
  const attempt = attemptOf(1, { thing: "it was not found", "thing.a": "it was not found" });
  const broken = { ...attempt.reached, brokenRoots: ["thing"] } as typeof attempt.reached;
  expect(await optionsOf({ ...attempt, reached: broken }, lookUps)).toEqual([
    "apt: libportaudio2",
    "apt: libportaudio2, apt: libmagic1t64",
  ]);
  expect(await optionsOf(attempt, lookUps)).toEqual([]);
});

test("what an extra brings along is tried where an import name is missed", async () => {
  const lookUps: Partial<LookUps> = { pythons: async () => [] };
  const attempt = attemptOf(1, { thing: "it was not found", "thing.a": "it was not found" });
  const broken = { ...attempt.reached, brokenRoots: ["thing"] } as typeof attempt.reached;
  const declared = [
    { name: "a", extra: "big" },
    { name: "b", extra: "big" },
    { name: "thinglib", extra: "lib" },
    { name: "pytest", extra: "tests" },
    { name: "c" },
  ];
  expect(await optionsOf({ ...attempt, declared, reached: broken }, lookUps)).toEqual([
    "extras: lib",
    "extras: big",
  ]);
  expect(await optionsOf({ ...attempt, declared }, lookUps)).toEqual([]);
});
