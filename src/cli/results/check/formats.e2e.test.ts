/** How a check is told: read by a person, a reviewer, a program, a viewer of findings, a runner. */

import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Ajv from "ajv-draft-04";
import addFormats from "ajv-formats";
import { createColors } from "picocolors";
import { afterAll, beforeAll, expect, test } from "vitest";
import { checkRelease } from "../../../check/check.ts";
import { type Configuration, type Suppression, saysOf } from "../../../check/configuration.ts";
import { exploreSources } from "../../../check/testing/explored-sources.ts";
import { difference } from "../../../diff/diff.ts";
import type { ExploredPairs } from "../../../diff/testing/explored-pairs.ts";
import { programHome } from "../../../files/home.ts";
import { type CheckFormat, checkAs } from "./formats.ts";

const OLD = "def get(url, timeout=3): ...\ndef old(): ...\ndef kept(a, b): ...\n";
const NEW = "def get(url): ...\n\n\ndef kept(a): ...\n";

let scratch: string;
let releases: ExploredPairs;

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), "importgraph-formats-"));
  releases = await exploreSources(scratch, OLD, NEW);
});

afterAll(() => rm(scratch, { recursive: true, force: true }));

const KEPT: Suppression = {
  ...{ rule: "parameter-removed", name: "acme.kept", until: "2027-01-31" },
  ...{ reason: "::error::<b>*hidden*</b>", place: { file: "importgraph.toml", line: 4 } },
};

function told(format: CheckFormat, { suppressions = [KEPT], ...more }: Partial<Configuration> = {}): string {
  const { old, new: now } = releases;
  const configuration: Configuration = {
    ...{ public: [], private: [], versioning: "semver", failOn: "breaking", suppressions, ...more },
  };
  const found = difference(old, now, { says: saysOf(configuration) });
  const check = checkRelease([old, now], found, configuration, "2026-11-29");
  const files = (installed: string) => (installed === "acme.py" ? "src/a b,c:%/acme.py" : undefined);
  const context = { colors: createColors(false), home: programHome };
  return checkAs(
    format,
    context,
    { releases: [old, now], check, files },
    { all: false, file: "pyproject.toml" },
  );
}

test("a person reads what breaks, what does not count and why, the version, and the verdict last", () => {
  const lines = told("text").split("\n");
  expect(lines[0]).toMatch(/^pairs 1\.0 → 2\.0 on Python 3\.\d+$/);
  expect(lines).toContain("  acme.old  function removed  [function-removed]  acme.py:2");
  expect(lines).toContain("suppressed, and not counted (1 change)");
  expect(lines).toContain("  acme.kept  parameter removed: b: ::error::<b>*hidden*</b> (until 2027-01-31)");
  expect(lines.slice(-2)).toEqual([
    "version: these changes deserve 2.0 (major); 2.0 is enough",
    "✗ 2 changes break code that uses it",
  ]);
});

test("the verdict says why what breaks is no failure", () => {
  expect(told("text", { failOn: "version" })).toMatch(/\n✓ what breaks is no failure here$/);
  expect(told("text", { private: ["acme"] })).toMatch(/\n✓ nothing that counts breaks$/);
  expect(told("text", { versioning: "calendar" })).toContain("version: 2.0 promises nothing");
});

test("a reviewer reads tables, in which text of others is text", () => {
  const markdown = told("markdown");
  expect(markdown).toContain("**❌ 2 changes break code that uses it.**");
  expect(markdown).toContain("#### Breaking: breaks code that uses it (2)");
  expect(markdown).toMatch(/\| <code>acme\.old<\/code> \| function removed \| function-removed \|/);
  expect(markdown).toContain("<details><summary>Suppressed, and not counted (1)</summary>");
  expect(markdown).not.toContain("<b>");
  expect(markdown).not.toContain("*hidden*");
});

test("a program reads all of it", () => {
  expect(JSON.parse(told("json"))).toMatchObject({
    old: { name: "pairs", version: "1.0" },
    new: { name: "pairs", version: "2.0" },
    changes: [
      { rule: "parameter-removed", level: "breaking", name: "acme.get", part: "timeout" },
      { rule: "function-removed", name: "acme.old", oldAt: { file: "acme.py", line: 2 } },
    ],
    suppressed: [{ rule: "parameter-removed", name: "acme.kept", until: "2027-01-31" }],
    deserved: { bump: "major", version: "2.0", isReached: true },
    failure: "2 changes break code that uses it",
  });
});

test("SARIF is what its schema asks for, with rules, places, and what is suppressed", async () => {
  const schema = await readFile(join(import.meta.dirname, "testing", "sarif-schema-2.1.0.json"), "utf8");
  const ajv = new Ajv.default({ strict: false, allErrors: true });
  addFormats.default(ajv);
  const isSarif = ajv.compile(JSON.parse(schema));
  const log = JSON.parse(told("sarif"));
  expect(isSarif(log), JSON.stringify(isSarif.errors)).toBe(true);
  expect(isSarif({ ...log, version: "2.0.0" })).toBe(false);
  const [run] = log.runs;
  expect(run.tool.driver.rules.map(({ id }: { id: string }) => id)).toEqual([
    "function-removed",
    "parameter-removed",
  ]);
  expect(run.results).toMatchObject([
    {
      ...{ ruleId: "parameter-removed", ruleIndex: 1, level: "error" },
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: "src/a%20b%2Cc%3A%25/acme.py" },
            region: { startLine: 1 },
          },
          logicalLocations: [{ fullyQualifiedName: "acme.get" }],
        },
      ],
    },
    { ruleId: "function-removed", ruleIndex: 0 },
    { ruleId: "parameter-removed", suppressions: [{ kind: "external", justification: KEPT.reason }] },
  ]);
  // A file that had it is shown, but no line of it.
  expect(run.results[1].locations[0].physicalLocation.region).toBeUndefined();
  expect(
    new Set(
      run.results.map((one: { partialFingerprints: object }) => JSON.stringify(one.partialFingerprints)),
    ).size,
  ).toBe(3);
});

test("a runner reads one command for each thing to look at, and no text of others as a command", () => {
  const ended = { ...KEPT, until: "2026-01-01", name: "acme.kept*" };
  const lines = told("github", { suppressions: [ended] }).split("\n");
  expect(lines).toHaveLength(5);
  expect(lines[0]).toMatch(
    /^::error file=src\/a b%2Cc%3A%25\/acme\.py,line=1::acme\.get: parameter removed: timeout\. /,
  );
  expect(lines[2]).toMatch(
    /^::error file=src\/a b%2Cc%3A%25\/acme\.py::acme\.old: function removed\. .* \[function-removed\]$/,
  );
  expect(lines[3]).toMatch(
    /^::warning file=importgraph\.toml,line=4::the suppression of .* has ended on 2026-01-01/,
  );
  expect(lines[4]).toBe("::error::3 changes break code that uses it");
});
