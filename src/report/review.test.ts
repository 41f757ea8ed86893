import { expect, test } from "vitest";
import type { Lock, Locks } from "../lock/lockfile.ts";
import { parsePkginfo } from "../pkginfo/parse.ts";
import { type PackageChange, type ReviewMeans, review } from "./review.ts";
import { similarName } from "./similar-names.ts";

const now = new Date("2026-11-26T00:00:00Z");
const means = (uploads: Record<string, string> = {}): ReviewMeans => ({
  kept: new Set(["flask", "house-made"]),
  now,
  uploadTime: async (name, version) => {
    const time = uploads[`${name} ${version}`];
    return time === undefined ? undefined : new Date(time);
  },
});

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
    { kind: "undated", texts: ["new 0.1"] },
    { kind: "run", texts: ["two"] },
    { kind: "setup", texts: ["import x"] },
    { kind: "apt", texts: ["libx-dev"] },
    { kind: "env", texts: ["A=2"] },
    { kind: "source", texts: ["new 0.1"] },
    { kind: "backEnd", texts: ["wheel 1.0"] },
    { kind: "dependency", texts: ["new 0.1"] },
  ]);
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
