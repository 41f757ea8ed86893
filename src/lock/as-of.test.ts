import { expect, test } from "vitest";
import type { Project, ReleaseFile } from "../releases/release.ts";
import { backEndInstant, coolInstant, resolutionInstant } from "./as-of.ts";

const now = new Date("2026-11-23T12:00:00Z");

function instant(
  version: string,
  uploaded: string | undefined,
  others: string[],
  asOf?: string,
): string | null {
  const file: ReleaseFile = {
    ...{ fileName: "", kind: "sdist", url: "", yanked: false },
    ...(uploaded !== undefined && { uploadTime: uploaded }),
  };
  const releases = [version, ...others].map((one) => ({ version: one, files: [file], yanked: false }));
  const project: Project = { name: "example", releases };
  const pkginfo = { path: "pkginfo/example.yaml", name: "example", version, ...(asOf && { asOf }) };
  return resolutionInstant(pkginfo, project, [file], now);
}

test("A young release that is the newest of its series meets today's index", () => {
  expect(instant("2.1.3", "2026-01-01T00:00:00Z", ["2.1.2", "2.2.0", "3.0", "2.1.4rc1"])).toBeNull();
});

test("A release that was superseded is resolved as of two weeks after its upload", () => {
  expect(instant("2.1.3", "2026-01-01T06:30:15.123456Z", ["2.1.4"])).toBe("2026-01-15T06:30:15Z");
  expect(instant("1!2.1", "2026-01-01T00:00:00Z", ["2.1.9", "1!2.1.1"])).toBe("2026-01-15T00:00:00Z");
});

test("An old release is resolved as of two weeks after its upload, newest of its series or not", () => {
  expect(instant("0.12.2", "2017-05-16T06:39:38Z", ["1.0"])).toBe("2017-05-30T06:39:38Z");
});

test("Two weeks that are not over yet are no reason to wait", () => {
  expect(instant("2.1.3", "2026-11-20T00:00:00Z", ["2.1.4"])).toBeNull();
});

test("Without upload times there is no default", () => {
  expect(instant("2.1.3", undefined, ["2.1.4"])).toBeNull();
});

test.each([
  ["the files are older", ["2026-11-19T00:00:00Z", "2026-11-20T12:00:00Z"], "2026-11-20T12:00:00Z"],
  ["a file is younger", ["2026-11-19T00:00:00Z", "2026-11-20T12:00:01Z"], undefined],
  ["there are no upload times", [undefined], undefined],
])("What is younger than a cool-down stays out of a lock where %s", (_, uploads, expected) => {
  const files = uploads.map(
    (uploadTime): ReleaseFile => ({
      ...{ fileName: "", kind: "sdist", url: "", yanked: false },
      ...(uploadTime !== undefined && { uploadTime }),
    }),
  );
  expect(coolInstant(files, "2026-11-20T12:00:00Z")).toBe(expected);
  expect(coolInstant(files, undefined)).toBeUndefined();
});

test("What the pkginfo says overrides it; a date means its end", () => {
  expect(instant("2.1.3", "2026-01-01T00:00:00Z", [], "2026-03-01")).toBe("2026-03-01T23:59:59Z");
  expect(instant("2.1.3", "2026-01-01T00:00:00Z", [], "2026-03-01T10:00:00Z")).toBe("2026-03-01T10:00:00Z");
});

test("An instant before the release is refused", () => {
  expect(() => instant("2.1.3", "2026-01-01T00:00:00Z", [], "2025-12-31")).toThrow(
    "pkginfo/example.yaml: as-of 2025-12-31 is before example 2.1.3 was uploaded (2026-01-01T00:00:00Z)",
  );
});

test("An instant is refused where the index does not say when files were uploaded", () => {
  expect(() => instant("2.1.3", undefined, [], "2026-01-01")).toThrow(
    "does not say when files were uploaded",
  );
});

test.each([
  ["without as-of: today's", null, "3.13", null],
  [
    "2018 on 3.9: before setuptools 46 removed Feature",
    "2018-02-01T00:00:00Z",
    "3.9",
    "2020-03-08T00:00:00Z",
  ],
  ["2018 on 3.11: before setuptools 58 removed 2to3", "2018-02-01T00:00:00Z", "3.11", "2021-09-05T00:00:00Z"],
  ["2020 on 3.9", "2020-08-01T00:00:00Z", "3.9", "2021-09-05T00:00:00Z"],
  ["2018 on 3.13: what knows 3.13", "2018-02-01T00:00:00Z", "3.13", "2024-10-21T00:00:00Z"],
  ["as of a Python's own time", "2025-03-01T00:00:00Z", "3.13", "2025-03-01T00:00:00Z"],
])("setuptools and wheel are taken, %s", (_, asOf, python, expected) => {
  expect(backEndInstant(asOf, python)).toBe(expected);
});
