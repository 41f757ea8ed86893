import { describe, expect, test } from "vitest";
import { parsePkginfo } from "../pkginfo/parse.ts";
import { projectOf } from "../releases/project.ts";
import { type Circumstances, newerRelease } from "./newer-release.ts";

const rows = ["3.11", "3.13"].map((python) => ({ python, debian: "trixie" as const }));

const NOW = new Date("2026-11-30T12:00:00Z");
const none: Circumstances = { coolDown: { days: 0, now: NOW } };

/** A project with these files: `1.0`, `2.0 yanked`, `3.0 >=3.14`, `4.0 win`, `5.0 2026-11-29T00:00:00Z` for its upload. */
function project(...releases: string[]) {
  const files = releases.map((text) => {
    const [version = "", ...rest] = text.split(" ");
    const platform = rest.includes("win") ? "win_amd64" : "any";
    return {
      fileName: `tool-${version}${rest.includes("build") ? "-1" : ""}-py3-none-${platform}.whl`,
      url: "x",
      yanked: rest.includes("yanked") ? "" : (false as const),
      ...(rest.some((one) => one.startsWith(">="))
        ? { requiresPython: rest.find((one) => one.startsWith(">=")) as string }
        : {}),
      ...(rest.some((one) => one.endsWith("Z"))
        ? { uploadTime: rest.find((one) => one.endsWith("Z")) as string }
        : {}),
    };
  });
  return projectOf("tool", { files }, new URL("http://index.invalid/tool/"));
}

const pkginfo = (version: string, more = "", stem = "tool") =>
  parsePkginfo(`name: tool\nversion: "${version}"\n${more}`, `pkginfo/${stem}.yaml`);

test("the newest final release that stands and that a base image can run is proposed", () => {
  const found = newerRelease(
    pkginfo("1.0"),
    project("0.9", "1.0", "1.1", "1.2+local", "2.0", "3.0 yanked", "4.0 >=3.14", "5.0 win", "6.0rc1"),
    rows,
    none,
  );
  expect(found).toEqual({ version: "2.0" });
});

test.each([
  ["1.0", "", ["1.0", "2.0rc1"], "1.0 is the newest"],
  ["1.0", "", ["1.0 yanked"], "1.0 is the newest, though it is yanked"],
  ["1.0", "constraints: [tool<2]\n", ["1.0", "2.0"], "its constraints don't allow 2.0"],
  ["1.0", 'python: "3.11"\n', ["1.0", "2.0 >=3.12"], "2.0 has no file for Python 3.11"],
  ["1.0", "as-of: 2020-01-01\n", ["1.0", "2.0"], "it is kept as of 2020-01-01"],
])("%s with %j is left alone among %j", (version, more, releases, held) => {
  expect(newerRelease(pkginfo(version, more), project(...releases), rows, none)).toEqual({ held });
});

test("constraints leave room for what they allow, and a pre-release moves to pre-releases until there is a final one", () => {
  const constrained = pkginfo("1.0", "constraints: [tool<2, other<1]\n");
  expect(newerRelease(constrained, project("1.0", "1.5", "2.0"), rows, none)).toEqual({ version: "1.5" });
  expect(newerRelease(pkginfo("2.0rc1"), project("1.0", "2.0rc1", "2.0rc2"), rows, none)).toEqual({
    version: "2.0rc2",
  });
  expect(newerRelease(pkginfo("2.0rc1"), project("2.0rc1", "2.0", "2.1rc1"), rows, none)).toEqual({
    version: "2.0",
  });
});

test("a version kept beside another one stays, and is not proposed for the other", () => {
  const releases = project("1.0", "2.0", "3.0");
  expect(newerRelease(pkginfo("1.0", "", "tool@1.0"), releases, rows, none)).toEqual({
    held: "it is kept in this version on purpose, beside another one",
  });
  expect(newerRelease(pkginfo("2.0"), releases, rows, { ...none, kept: ["3.0"] })).toEqual({
    held: "3.0 is kept already, beside it",
  });
});

describe("with a cool-down of three days", () => {
  const cool: Circumstances = { coolDown: { days: 3, now: NOW } };
  const OLD = "2026-11-01T00:00:00Z";
  const ask = (...releases: string[]) => newerRelease(pkginfo("1.0"), project(...releases), rows, cool);

  test("the newest release that is old enough is proposed", () => {
    expect(ask(`1.0 ${OLD}`, "1.1 2026-11-27T12:00:00Z", "1.2 2026-11-27T12:00:01Z")).toEqual({
      version: "1.1",
    });
  });

  test.each([
    ["2026-11-29T11:00:00Z", "25 hours", "2026-12-02T11:00:00Z"],
    ["2026-11-27T13:00:00Z", "2 days", "2026-11-30T13:00:00Z"],
    ["2026-11-30T11:59:00Z", "0 hours", "2026-12-03T11:59:00Z"],
    ["2026-12-01T00:00:00Z", "0 hours", "2026-12-04T00:00:00Z"],
  ])("a release of %s is held as %s old, until %s", (uploaded, age, from) => {
    expect(ask(`1.0 ${OLD}`, `1.1 ${uploaded}`)).toEqual({
      held: `1.1 is ${age} old, and can be taken from ${from} on (--cool-down 3)`,
    });
  });

  test("a release is as old as the youngest file that could be installed", () => {
    const young = "2026-11-30T00:00:00Z";
    expect(ask(`1.0 ${OLD}`, `1.1 ${OLD}`, `1.1 win ${young}`)).toEqual({ version: "1.1" });
    expect(ask(`1.0 ${OLD}`, `1.1 ${OLD}`, `1.1 build ${young}`)).toMatchObject({ held: expect.any(String) });
  });

  test("an index without upload times holds nothing, and one with them holds what has none", () => {
    expect(ask("1.0", "1.1")).toEqual({ version: "1.1" });
    expect(ask(`1.0 ${OLD}`, "1.1")).toEqual({
      held: "of 1.1 the package index does not tell when it was uploaded, as it does of other releases",
    });
  });

  test("a release that waits for something gives way to the next older one", () => {
    const all = project(`1.0 ${OLD}`, `1.1 ${OLD}`, `1.2 ${OLD}`);
    const waiting = ["1.2"];
    expect(newerRelease(pkginfo("1.0"), all, rows, { ...cool, waiting })).toEqual({ version: "1.1" });
  });
});
