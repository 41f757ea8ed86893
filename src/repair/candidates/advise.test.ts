import { resolve } from "node:path";
import { expect, test } from "vitest";
import { causesInLines } from "../diagnosis/causes.ts";
import type { FileOwner } from "../lookups/debian/archive.ts";
import { parseRules, readRules } from "../rules/rules.ts";
import { advise, removedName } from "./advise.ts";
import { changeText } from "./change.ts";
import type { LookUps, Subject } from "./look-ups.ts";
import { NOTHING } from "./testing/no-look-ups.ts";

const rules = await readRules(resolve(import.meta.dirname, "..", "..", ".."));
const SUBJECT: Subject = {
  ...{ name: "thing", version: "1.0", python: "3.13", declared: [], uploadTime: "2020-02-01T00:00:00Z" },
};

function owner(name: string, likely: boolean): FileOwner {
  const path = `/usr/include/${name}.h`;
  return { package: name, source: name, path, installed: false, likely, where: "searched", evidence: [] };
}

async function proposed(
  line: string,
  lookUps: Partial<LookUps>,
  where: "build" | "import" = "build",
  known = rules,
) {
  const [cause] = causesInLines([line], where, known);
  expect(cause, line).toBeDefined();
  const advice = await advise(cause as NonNullable<typeof cause>, known, SUBJECT, { ...NOTHING, ...lookUps });
  return { ...advice, changes: advice.candidates.map(({ changes }) => changes.map(changeText).join(", ")) };
}

const HEADER = "a.c:1:1: fatal error: lber.h: No such file or directory";

test("what a log names is not proposed where nobody has it", async () => {
  expect((await proposed(HEADER, {})).changes).toEqual([]);
  expect((await proposed("ModuleNotFoundError: No module named 'evil'", {}, "import")).changes).toEqual([]);
});

test("a header gives packages to build with; one that has a file of that name elsewhere is said", async () => {
  const likely = await proposed(HEADER, {
    owners: async () => [owner("libldap-dev", true), owner("other-dev", false)],
  });
  expect(likely.changes).toEqual(["build-apt: libldap-dev"]);
  const unlikely = await proposed(HEADER, { owners: async () => [owner("other-dev", false)] });
  expect(unlikely.changes).toEqual([]);
  expect(unlikely.said).toEqual([expect.stringContaining("other-dev")]);
});

test("what nothing goes on without is told from what is asked for until one is there", async () => {
  const lookUps: Partial<LookUps> = { owners: async () => [owner("x-dev", true)] };
  const isFatal = async (line: string) =>
    (await proposed(line, lookUps)).candidates.map((one) => one.isFatal);
  expect(await isFatal(HEADER)).toEqual([true]);
  expect(await isFatal('meson.build:31:12: ERROR: Dependency "cairo" not found')).toEqual([true, true]);
  expect(await isFatal("Command 'pkg-config --exists mysqlclient' returned non-zero exit status 1.")).toEqual(
    [false],
  );
});

test("what a rule itself sets is fatal as what is looked up is, where that is a Debian package", async () => {
  const { candidates } = await proposed("KeyError: 'DISPLAY'", {}, "import");
  expect(candidates.map(({ changes, isFatal }) => [changes.map(changeText), isFatal])).toEqual([
    [["apt: xvfb"], true],
  ]);
});

test("a library that importing misses goes into the image", async () => {
  const line = "ImportError: libodbc.so.2: cannot open shared object file: No such file or directory";
  const { changes } = await proposed(line, { owners: async () => [owner("libodbc2", true)] }, "import");
  expect(changes).toEqual(["apt: libodbc2"]);
});

test("a distribution that is not trusted is said, not taken", async () => {
  const { changes, said } = await proposed(
    "ModuleNotFoundError: No module named 'yaml'",
    {
      importOwners: async () => [
        {
          distribution: "pyyaml",
          declared: false,
          trusted: true,
          reason: "Debian has it from there",
          evidence: [],
        },
        {
          distribution: "pyyamll",
          declared: false,
          trusted: false,
          reason: "its name is almost that of pyyaml",
          evidence: [],
        },
      ],
    },
    "import",
  );
  expect(changes).toEqual(["with: pyyaml"]);
  expect(said).toEqual([expect.stringMatching(/^pyyamll .*its name is almost that of pyyaml$/)]);
});

test("what a setup.py misses by its name is taken where Debian has it, too", async () => {
  const line = (name: string) =>
    `pkg_resources.DistributionNotFound: The '${name}' distribution was not found and is required by the application`;
  const debianNeeds: LookUps["debianNeeds"] = async (name) => {
    return name === "pytest-runner" ? { build: [], runtime: [], evidence: "Debian's source x" } : undefined;
  };
  const lookUps = { debianNeeds, isEstablished: async () => true };
  expect((await proposed(line("pytest-runner>=2"), lookUps)).changes).toEqual(["build-needs: pytest-runner"]);
  const { changes, said } = await proposed(line("pytest_runer"), lookUps);
  expect(changes).toEqual([]);
  expect(said).toEqual([expect.stringMatching(/^pytest-runer is asked for by that name, and is not taken/)]);
});

test("an extra that asks for a module comes first, and what it asks for alone then", async () => {
  const lookUps: Partial<LookUps> = {
    importOwners: async () => [
      {
        distribution: "torch",
        extra: "torch",
        declared: true,
        trusted: true,
        reason: "its files",
        evidence: [],
      },
    ],
  };
  const { changes } = await proposed("ModuleNotFoundError: No module named 'torch'", lookUps, "import");
  expect(changes).toEqual(["extras: torch", "with: torch"]);
});

test("a module that its distribution does not have any more gives the releases that had it", async () => {
  const line = "ModuleNotFoundError: No module named 'kit_resources'";
  const lookUps: Partial<LookUps> = {
    importOwners: async () => [
      {
        distribution: "kit",
        ...{ declared: false, trusted: false, isFormer: true },
        reason: "kit-82.0.0-py3-none-any.whl has no kit_resources",
        evidence: [],
      },
    ],
    lastHaving: async ({ distribution, module }) => ({
      ...{ last: { version: "81.0.0" }, gone: { version: "82.0.0" }, by: "source", evidence: [] },
      constraint: distribution === "kit" && module === "kit_resources" ? "kit<82.0.0" : "?",
    }),
  };
  const atImport = await proposed(line, lookUps, "import");
  expect(atImport).toMatchObject({ changes: ["with: kit<82.0.0"], said: [] });
  expect((await proposed(line, lookUps)).changes).toEqual(["build-needs: kit<82.0.0"]);
  const unknown = await proposed(line, { ...lookUps, lastHaving: async () => undefined }, "import");
  expect(unknown).toMatchObject({ changes: [], said: [expect.stringContaining("has no kit_resources")] });
});

test("a module that Python removed gives an older Python, one that only Python 2 had gives the reason", async () => {
  const line = "ModuleNotFoundError: No module named 'imp'";
  const gone = { kind: "module", name: "imp", gone: "3.12", by: "explored" } as const;
  const older = await proposed(line, { removal: async () => ({ ...gone, last: "3.11" }) }, "import");
  expect(older.changes).toEqual(["python: 3.11", "python: 3.9"]);
  const none = await proposed(line, { removal: async () => ({ ...gone, last: undefined }) }, "import");
  expect(none.refusal?.category).toBe("python");
});

test("a module that is called as the distribution, and is not in it, is there in its program only", async () => {
  const [cause] = causesInLines(["ModuleNotFoundError: No module named 'thing'"], "import", rules);
  const of = { ...(cause as NonNullable<typeof cause>), modules: ["thingdecorators"] };
  expect((await advise(of, rules, SUBJECT, NOTHING)).refusal?.reason).toContain("`thing`");
  expect((await advise({ ...of, modules: ["thing.a"] }, rules, SUBJECT, NOTHING)).refusal).toBeUndefined();
});

test("a name that is to be used instead is named only if the index has it", async () => {
  const line = "The 'sklearn' PyPI package is deprecated, use 'scikit-learn'";
  expect((await proposed(line, {})).refusal?.reason).not.toContain("scikit-learn");
  const known = await proposed(line, { isEstablished: async () => true });
  expect(known.refusal?.reason).toContain("scikit-learn");
});

test("fixes that a rule has: values with the version, the back end of the day, a Python, the day", async () => {
  const own = parseRules(
    `scm:
  says: it has no version
  in: [build]
  pattern: unable to detect version
  fixes:
    - set: { build-env: { SETUPTOOLS_SCM_PRETEND_VERSION: "{version}" } }
    - of-the-day: setuptools-scm
    - python: <=3.12
    - as-of: release
  seen: { package: a==1, line: unable to detect version }
  near-miss: version
`,
    "rules.yaml",
  );
  const lookUps: Partial<LookUps> = {
    releaseOf: async (_, before) => (before === SUBJECT.uploadTime ? "3.5.0" : undefined),
  };
  expect((await proposed("unable to detect version", lookUps, "build", own)).changes).toEqual([
    "build-env: SETUPTOOLS_SCM_PRETEND_VERSION=1.0",
    "build-with: setuptools-scm<=3.5.0",
    "python: 3.11",
    "python: 3.9",
    "as-of: 2020-02-02",
  ]);
});

test("what stands between the quotes of Python's messages", () => {
  expect(removedName("Mapping' from 'collections")).toEqual({ name: "Mapping", module: "collections" });
  expect(removedName("numpy' has no attribute 'bool")).toEqual({ name: "bool", module: "numpy" });
  expect(removedName("werkzeug.contrib")).toEqual({ module: "werkzeug.contrib" });
  expect(removedName("a b")).toEqual({});
});

test("what CMake does not find is looked for among its own files, then pkg-config's, then libraries", async () => {
  const asked: string[] = [];
  const owners: LookUps["owners"] = async (question) => {
    asked.push(`${question.kind} ${question.name}`);
    return question.kind === "pkg-config" ? [owner("zlib1g-dev", true)] : [];
  };
  const line = "  Could NOT find ZLIB (missing: ZLIB_LIBRARY ZLIB_INCLUDE_DIR)";
  expect((await proposed(line, { owners })).changes).toEqual(["build-apt: zlib1g-dev"]);
  expect(asked).toEqual(["cmake ZLIB", "pkg-config zlib"]);
});
