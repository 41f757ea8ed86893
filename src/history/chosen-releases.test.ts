import { expect, test } from "vitest";
import { projectOf } from "../releases/project.ts";
import { chooseReleases, hasEarlierRelease, type WantedReleases } from "./chosen-releases.ts";

const VERSIONS = ["1.0", "1.0.1", "1.1", "1.1.1", "1.1.2", "1.2rc1", "1.2", "2.0", "2.0.1"];

function project(versions: readonly string[] = VERSIONS, files: Record<string, object> = {}) {
  const listed = versions.map((version) => ({
    ...{ fileName: `web-${version}-py3-none-any.whl`, url: `web-${version}-py3-none-any.whl` },
    ...{ yanked: false as const, ...files[version] },
  }));
  return projectOf("web", { files: listed }, new URL("http://localhost/simple/web/"));
}

function chosen(wanted: Partial<WantedReleases>, from = project()) {
  return chooseReleases(from, { every: "minor", most: 60, pythons: ["3.9", "3.13"], ...wanted });
}

test("the first release of each minor version and the newest are chosen, no pre-release", () => {
  expect(chosen({})).toEqual({
    ...{ versions: ["1.0", "1.1", "1.2", "2.0", "2.0.1"], preReleases: 1, between: 3 },
    ...{ yanked: [], unusable: [], tooMany: 0 },
  });
});

test("all can be wanted, or each so-manyth counted from the newest", () => {
  expect(chosen({ every: "patch" }).versions).toEqual(VERSIONS.filter((version) => version !== "1.2rc1"));
  expect(chosen({ every: 3 }).versions).toEqual(["1.0.1", "1.1.2", "2.0.1"]);
});

test("bounds limit which are chosen", () => {
  expect(chosen({ from: "1.1", to: "2.0" }).versions).toEqual(["1.1", "1.2", "2.0"]);
  expect(chosen({ from: "3" }).versions).toEqual([]);
});

test("what is withdrawn, or no file of which can be used, is left out and told", () => {
  const files = { "1.1": { yanked: "broken" }, "1.2": { requiresPython: "<3" } };
  expect(chosen({}, project(VERSIONS, files))).toMatchObject({
    ...{ versions: ["1.0", "1.1.1", "2.0", "2.0.1"], yanked: ["1.1"], unusable: ["1.2"] },
  });
});

test("of hundreds the newest are taken, and the others counted", () => {
  const many = project(Array.from({ length: 400 }, (_, minor) => `1.${minor}`));
  const found = chosen({ every: "patch" }, many);
  expect([found.versions.length, found.versions[0], found.tooMany]).toEqual([60, "1.340", 340]);
  expect(hasEarlierRelease(many, "1.340")).toBe(true);
  expect(hasEarlierRelease(many, "1.0")).toBe(false);
});
