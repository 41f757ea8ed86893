import { expect, test } from "vitest";
import type { Lock, Locks } from "../lock/lockfile.ts";
import { parsePkginfo } from "../pkginfo/parse.ts";
import { similarName } from "../releases/similar-names.ts";
import { type KnownRelease, type PackageChange, type ReviewMeans, review } from "./review.ts";

const now = new Date("2026-11-26T00:00:00Z");
const means = (uploads: Record<string, string> = {}, more: Record<string, Partial<KnownRelease>> = {}) =>
  ({
    kept: new Set(["flask", "house-made"]),
    now,
    release: async (name, version) => {
      const time = uploads[`${name} ${version}`];
      return {
        ...(time !== undefined && { uploaded: new Date(time) }),
        ...{ yanked: false, hashes: new Set(), hashesAreWhole: false },
        ...more[`${name} ${version}`],
      };
    },
  }) satisfies ReviewMeans;

const pkginfo = (more = "") => parsePkginfo(`name: tool\nversion: "2.0"\n${more}`, "pkginfo/tool.yaml");

function locks(installed: readonly string[], built: readonly string[] = []): Locks {
  const packages = installed.map((text) => {
    const [name = "", version = "", source] = text.split(" ");
    return { name, version, hashes: ["a".repeat(64)], fromSource: source !== undefined };
  });
  const lock: Lock = {
    ...{ name: "tool", version: "2.0", python: "3.13", inputsDigest: "b".repeat(64), asOf: null },
    packages,
  };
  return built.length === 0
    ? { lock }
    : { lock, buildLock: { ...lock, packages: locks(built).lock.packages } };
}

test("of a changed package, what is new is remarked on, and nothing that was there before", async () => {
  const change: PackageChange = {
    stem: "tool",
    before: {
      pkginfo: pkginfo("apt: [libpq-dev]\nrun: [one]\nenv: {A: '1'}\n"),
      locks: locks(["tool 1.0", "flask 3.0", "old 1.0 source"], ["setuptools 70.0"]),
    },
    after: {
      pkginfo: pkginfo("apt: [libpq-dev, libx-dev]\nrun: [one, two]\nenv: {A: '2'}\nsetup: import x\n"),
      locks: locks(
        ["tool 2.0", "flask 3.1", "old 1.0 source", "new 0.1 source"],
        ["setuptools 70.0", "wheel 1.0"],
      ),
    },
  };
  const uploads = { "tool 2.0": "2026-11-25T12:00:00Z", "flask 3.1": "2026-01-01T00:00:00Z" };
  expect(await review(change, means(uploads))).toEqual([
    { kind: "young", name: "tool", version: "2.0", ageHours: 12 },
    { kind: "undated", texts: ["new 0.1", "wheel 1.0"] },
    { kind: "lockAlone" },
    { kind: "run", texts: ["two"] },
    { kind: "setup", texts: ["import x"] },
    { kind: "apt", texts: ["libx-dev"] },
    { kind: "env", texts: ["A=2"] },
    { kind: "source", texts: ["new 0.1"] },
    { kind: "backEnd", texts: ["wheel 1.0"] },
    { kind: "dependency", texts: ["new 0.1"] },
    { kind: "newer", texts: ["flask 3.0 → 3.1"] },
  ]);
});

test("what is imported and not declared is remarked on, each once", async () => {
  const undeclared = ["six (six 1.17.0), in tool:3", "six (six 1.17.0), in tool:3"];
  const after = { pkginfo: pkginfo(), locks: locks([]) };
  expect(await review({ stem: "tool", before: after, after, undeclared }, means())).toEqual([
    { kind: "undeclared", texts: ["six (six 1.17.0), in tool:3"] },
  ]);
});

/** Two locks of the same pkginfo. */
function edited(before: readonly string[], after: readonly string[], hash = "a"): PackageChange {
  const now = locks(after);
  const packages = now.lock.packages.map((locked) => ({ ...locked, hashes: [hash.repeat(64)] }));
  return {
    stem: "tool",
    before: { pkginfo: pkginfo(), locks: locks(before) },
    after: { pkginfo: pkginfo(), locks: { lock: { ...now.lock, packages } } },
  };
}

test("a lock that was edited by hand is told, and first of all what goes back to an older release", async () => {
  const change = edited(["tool 2.0", "flask 3.1", "idna 3.10"], ["tool 2.0", "flask 3.0", "idna 3.11"]);
  const uploads = { "flask 3.0": "2023-01-01T00:00:00Z", "idna 3.11": "2026-01-01T00:00:00Z" };
  expect(await review(change, means(uploads))).toEqual([
    { kind: "older", name: "flask", from: "3.1", to: "3.0" },
    { kind: "lockAlone" },
    { kind: "newer", texts: ["idna 3.10 → 3.11"] },
  ]);
});

test("the same release by other files is told, and files that the index does not have", async () => {
  const change = edited(["tool 2.0", "flask 3.0"], ["tool 2.0", "flask 3.0"], "f");
  const known = { uploaded: new Date("2026-01-01T00:00:00Z"), hashesAreWhole: true };
  const [own, foreign] = [new Set(["f".repeat(64)]), new Set(["a".repeat(64)])];
  const releases = { "tool 2.0": { ...known, hashes: own }, "flask 3.0": { ...known, hashes: foreign } };
  expect(await review(change, means({}, releases))).toEqual([
    { kind: "foreignFiles", texts: ["flask 3.0"] },
    { kind: "otherFiles", texts: ["tool 2.0", "flask 3.0"] },
    { kind: "lockAlone" },
  ]);
});

test("a dependency that was withdrawn, is unknown to the index or in quarantine is told, of back ends too", async () => {
  const before = locks(["tool 2.0", "old 1.0 source"], ["setuptools 70.0"]);
  const after = locks(["tool 2.0", "old 1.1 source", "evil 1.0"], ["setuptools 70.1"]);
  const change = {
    stem: "tool",
    before: { pkginfo: pkginfo(), locks: before },
    after: { pkginfo: pkginfo(), locks: after },
  };
  const yanked = { uploaded: new Date("2026-01-01T00:00:00Z"), yanked: "Broken" };
  const usual = means({}, { "old 1.1": yanked });
  const release: NonNullable<ReviewMeans["release"]> = async (name, version) =>
    name === "setuptools" ? "none" : name === "evil" ? "quarantined" : await usual.release(name, version);
  const remarks = await review(change, { ...usual, release });
  expect(remarks.slice(0, 3)).toEqual([
    { kind: "quarantined", texts: ["evil 1.0"] },
    { kind: "unknownRelease", texts: ["setuptools 70.1"] },
    { kind: "yanked", name: "old", version: "1.1", reason: "Broken" },
  ]);
});

test("a lock that is renewed for another pkginfo, or is the same, is nothing to look at", async () => {
  expect(await review(edited(["tool 2.0"], ["tool 2.0"]), means())).toEqual([]);
  const renewed = edited(["tool 1.0", "flask 3.0"], ["tool 2.0", "flask 3.1"]);
  Object.assign(renewed.after.locks?.lock ?? {}, { inputsDigest: "c".repeat(64) });
  const kinds = (await review(renewed, means())).map(({ kind }) => kind);
  expect(kinds).toEqual(["undated", "newer"]);
});

test("a new package shows everything that it brings, and a missing lock", async () => {
  const change: PackageChange = { stem: "tool", after: { pkginfo: pkginfo("run: [one]\n") } };
  expect(await review(change, means())).toEqual([{ kind: "run", texts: ["one"] }, { kind: "noLock" }]);
});

test("a dependency that is called almost like a well-known distribution is remarked on", async () => {
  const change: PackageChange = {
    stem: "tool",
    after: {
      pkginfo: pkginfo(),
      locks: locks(["tool 2.0", "reqeusts 1.0", "requests 2.0", "housemade 1.0"]),
    },
  };
  const similar = (await review(change, means())).filter(({ kind }) => kind === "similar");
  expect(similar).toEqual([
    { kind: "similar", name: "reqeusts", other: "requests" },
    { kind: "similar", name: "housemade", other: "house-made" },
  ]);
});

test.each([
  ["requets", "requests"],
  ["djang0", "django"],
  ["python-dateutils", "python-dateutil"],
  ["beautifulsoup", "beautifulsoup4"],
  ["pytets", "pytest"],
])("%s could be taken for %s", (name, other) => {
  expect(similarName(name, [other])).toBe(other);
});

test.each([
  ["requests", "requests"],
  ["tox", "six"],
  ["flask-login", "flask"],
  ["orange", "arrow"],
])("%s could not be taken for %s", (name, other) => {
  expect(similarName(name, [other])).toBeUndefined();
});
