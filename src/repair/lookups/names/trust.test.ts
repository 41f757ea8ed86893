import { expect, it } from "vitest";
import type { Project } from "../../../releases/release.ts";
import { doubtsOf } from "./trust.ts";

const NOW = new Date("2026-11-29T12:00:00Z");
const KNOWN = new Set(["requests", "urllib3"]);

function project(name: string, uploads: readonly string[], yanked = false): Project {
  const releases = uploads.map((uploadTime, at) => ({ version: `1.${at}`, files: [], yanked, uploadTime }));
  return { name, releases };
}

it.each([
  ["an old one of its own name", project("Requests", ["2011-02-14T00:00:00Z", "2026-11-20T00:00:00Z"]), []],
  [
    "one without upload times",
    { ...project("flask", []), releases: [{ version: "1", files: [], yanked: false }] },
    [],
  ],
  ["one that is young", project("flask", ["2026-11-20T00:00:00Z"]), ["younger than 30 days (2026-11-20)"]],
  [
    "one that is yanked",
    project("flask", ["2020-01-01T00:00:00Z"], true),
    ["all of its releases are yanked"],
  ],
  [
    "one that is named almost like another",
    project("request5", ["2020-01-01T00:00:00Z"]),
    ["almost that of requests"],
  ],
  [
    "one that is all of it",
    project("urlib3", ["2026-11-28T00:00:00Z"], true),
    ["yanked", "younger", "almost that of urllib3"],
  ],
])("speaks against %s", (_, one, expected) => {
  const doubts = doubtsOf(one, KNOWN, NOW);
  expect(doubts).toHaveLength(expected.length);
  for (const [at, part] of expected.entries()) {
    expect(doubts[at]).toContain(part);
  }
});
