import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { difference } from "../diff/diff.ts";
import type { ExploredPairs } from "../diff/testing/explored-pairs.ts";
import { checkRelease } from "./check.ts";
import { type Configuration, type Suppression, saysOf } from "./configuration.ts";
import { exploreSources } from "./testing/explored-sources.ts";

const OLD = `
def get(url, timeout=3): ...
def old(): ...
def fetch(url): ...
def _hidden(): ...
class Client:
    def send(self, url): ...
    def _reset(self, hard): ...
`;
const NEW = `
def get(url): ...
def fetch(url, retries): ...
class Client:
    def send(self, address): ...
    def _reset(self): ...
`;

const STANDARD: Configuration = {
  ...{ public: [], private: [], versioning: "semver", failOn: "breaking", suppressions: [] },
};

let scratch: string;
let releases: ExploredPairs;

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), "importgraph-check-"));
  releases = await exploreSources(scratch, OLD, NEW);
});

afterAll(() => rm(scratch, { recursive: true, force: true }));

function check(configuration: Partial<Configuration> = {}, [old, now] = [releases.old, releases.new]) {
  const whole = { ...STANDARD, ...configuration };
  return checkRelease([old, now], difference(old, now, { says: saysOf(whole) }), whole, "2026-11-29");
}

const found = (configuration: Partial<Configuration> = {}) =>
  check(configuration).changes.map(({ rule, name }) => `${rule} ${name}`);

function suppression(rule: string, name: string, more: Partial<Suppression> = {}): Suppression {
  return { rule, name, reason: "so it is", place: { file: "importgraph.toml", line: 3 }, ...more };
}

test("what breaks is found, makes the check fail, and deserves a major version", () => {
  const { failure, deserved, suppressed } = check();
  expect(found()).toEqual([
    "parameter-renamed acme.Client.send",
    "parameter-required acme.fetch",
    "parameter-removed acme.get",
    "function-removed acme.old",
  ]);
  expect(failure).toBe("4 changes break code that uses it");
  expect(deserved).toEqual({ bump: "major", version: "2.0", isReached: true });
  expect(suppressed).toEqual([]);
});

test("what is private by configuration is nobody's, and what is public counts whatever it is called", () => {
  expect(found({ private: ["acme.Client"] })).not.toContain("parameter-renamed acme.Client.send");
  expect(found({ private: ["acme"] })).toEqual([]);
  expect(found({ public: ["acme._hidden"] })).toContain("function-removed acme._hidden");
  expect(found({ public: ["acme.Client._*"] })).toContain("parameter-removed acme.Client._reset");
  expect(found({ public: ["acme.*"], private: ["acme.Client"] })).not.toContain(
    "parameter-removed acme.Client._reset",
  );
});

test("what is suppressed does not count, neither for the version", () => {
  const suppressions = [
    suppression("function-removed", "acme.*"),
    suppression("parameter-removed", "acme.get", { part: "timeout" }),
    suppression("parameter-required", "acme.fetch", { until: "2026-11-29" }),
    suppression("parameter-renamed", "acme.Client.send"),
  ];
  const { changes, suppressed, failure, deserved, remarks } = check({ suppressions });
  expect(changes).toEqual([]);
  expect(suppressed.map(({ change, by }) => [change.name, by.rule])).toHaveLength(4);
  expect(failure).toBeUndefined();
  expect(deserved).toMatchObject({ bump: "patch", version: "1.0.1" });
  expect(remarks).toEqual([]);
});

test("a suppression that has ended counts for nothing and is told, as is one that nothing needs", () => {
  const suppressions = [
    suppression("function-removed", "acme.old", { until: "2026-11-28" }),
    suppression("function-removed", "acme.older"),
    suppression("parameter-removed", "acme.get", { part: "retries" }),
  ];
  const { changes, remarks } = check({ suppressions });
  expect(changes).toHaveLength(4);
  expect(remarks.map(({ message, place }) => [message, place?.line])).toEqual([
    [expect.stringContaining("function-removed of acme.old has ended on 2026-11-28"), 3],
    [expect.stringContaining("nothing is suppressed by function-removed of acme.older"), 3],
    [expect.stringContaining("nothing is suppressed by parameter-removed of acme.get"), 3],
  ]);
});

test("what makes it fail can be chosen", () => {
  expect(check({ failOn: "nothing" }).failure).toBeUndefined();
  expect(check({ failOn: "version" }).failure).toBeUndefined();
  expect(check({ failOn: "version" }, [releases.new, releases.old]).failure).toBe(
    "the version 1.0 promises more than is kept: its changes deserve 3.0",
  );
  expect(check({ failOn: "risky" }).failure).toBe("4 changes break code that uses it");
});

test("a release that is older than what it is compared with is told", () => {
  expect(check({}, [releases.new, releases.old]).remarks).toMatchObject([
    { message: "the version 1.0 is older than 2.0, which it is compared with" },
  ]);
});

test("without changes, a patch is deserved, and the version need not have been changed yet", () => {
  const { changes, deserved, failure } = check({}, [releases.old, releases.old]);
  expect([changes, failure]).toEqual([[], undefined]);
  expect(deserved).toEqual({ bump: "patch", version: "1.0.1", isReached: true });
});
