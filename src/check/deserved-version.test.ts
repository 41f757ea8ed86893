import { expect, test } from "vitest";
import type { Versioning } from "./configuration.ts";
import { deservedVersion, type Extent } from "./deserved-version.ts";

test.each<[string, Extent, Versioning, string, string]>([
  ["2.32.5", "breaks", "semver", "major", "3.0.0"],
  ["2.32.5", "adds", "semver", "minor", "2.33.0"],
  ["2.32.5", "keeps", "semver", "patch", "2.32.6"],
  ["5.2", "breaks", "semver", "major", "6.0"],
  ["5.2", "adds", "semver", "minor", "5.3"],
  ["5.2", "keeps", "semver", "patch", "5.2.1"],
  ["7", "adds", "semver", "minor", "7.1"],
  ["0.4.2", "breaks", "semver", "minor", "0.5.0"],
  ["0.4.2", "adds", "semver", "patch", "0.4.3"],
  ["0.4.2", "keeps", "semver", "patch", "0.4.3"],
  ["1.26.4", "breaks", "breaking-minor", "minor", "1.27.0"],
  ["1.26.4", "keeps", "breaking-minor", "patch", "1.26.5"],
  ["0.4.2", "adds", "breaking-minor", "minor", "0.5.0"],
  ["1!2.0", "breaks", "semver", "major", "1!3.0"],
  ["1.2.3.4", "keeps", "semver", "patch", "1.2.4.0"],
  ["2.0rc1", "breaks", "semver", "final", "2.0"],
  ["1.0.post2", "keeps", "semver", "patch", "1.0.1"],
])(
  "what comes after %s and %s deserves, by %s, a %s version: %s",
  (old, extent, versioning, bump, version) => {
    expect(deservedVersion(old, old, extent, versioning)).toMatchObject({ bump, version });
  },
);

test.each([
  ["2.0.0", true],
  ["2.0", true],
  ["2.0.0.dev3+gabcdef", true],
  ["3.1", true],
  ["1.9.9", false],
  ["1.5.0+local.0123456789ab", false],
])("%s after what breaks 1.5.0: %s", (now, isReached) => {
  expect(deservedVersion("1.5.0", now, "breaks", "semver")?.isReached).toBe(isReached);
});

test("a version that is not changed yet is enough where nothing has changed that it would tell", () => {
  expect(deservedVersion("1.5.0", "1.5.0", "keeps", "semver")?.isReached).toBe(true);
  expect(deservedVersion("1.5.0", "1.5.0", "adds", "semver")?.isReached).toBe(false);
  expect(deservedVersion("1.5.0", "1.4.0", "keeps", "semver")?.isReached).toBe(false);
});

test("versions by the date, and what is none, promise nothing", () => {
  expect(deservedVersion("2026.1", "2026.2", "breaks", "calendar")).toBeUndefined();
  expect(deservedVersion("2004d", "1.0", "breaks", "semver")).toBeUndefined();
});
