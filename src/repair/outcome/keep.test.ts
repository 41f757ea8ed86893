import { expect, test } from "vitest";
import { applyChanges, type Change, type Fields } from "../candidates/change.ts";
import type { Attempt } from "../trying/attempt.ts";
import type { Reached } from "../trying/reached.ts";
import { conclusionOf } from "./conclusion.ts";
import { repairedText } from "./keep.ts";

const SPENT = { tries: 2, remembered: 0, seconds: 3, folder: "/repair" };
const WORKS: Reached = { stage: "imports", imported: 3, broken: 1, brokenRoots: [] };

function attempt(fields: Fields, reached: Reached): Attempt {
  return {
    ...{ digest: "", fields, reached, python: "3.13", causes: [], failedBuilds: [], declared: [] },
    ...{ message: "", seconds: 1 },
  };
}

function concluded(fields: Fields, changes: readonly Change[], reached: Reached = WORKS) {
  const candidate = { cause: "c", changes, purpose: "p", line: 'error: "a" | b', evidence: [] };
  const reasons = new Map([["build-apt: libldap-dev", candidate]]);
  const start = attempt(fields, { stage: "build" });
  const best = attempt(applyChanges(fields, changes), reached);
  return conclusionOf(
    { start, best, reasons, proven: new Set<string>(), said: [], left: [], ended: "enough" },
    SPENT,
  );
}

const TEXT = `name: thing # ours
version: "1.0"
apt:
  # people wrote this
  - git
`;
const FIELDS: Fields = { name: "thing", version: "1.0", apt: ["git"] };

test("what was added has its reason beside it, what people wrote stays", () => {
  const changes: Change[] = [
    { key: "buildApt", item: "libldap-dev" },
    { key: "python", item: "3.11" },
    { key: "buildEnv", item: "CFLAGS", value: "-std=gnu17" },
  ];
  const repair = concluded(FIELDS, changes);
  expect(repair.result).toBe("repaired");
  const text = repairedText({ stem: "thing", text: TEXT, fields: FIELDS }, repair);
  expect(text).toContain("name: thing # ours");
  expect(text).toContain("  # people wrote this\n  - git");
  expect(text).toContain(`  # build-apt: libldap-dev: without it: "error: 'a' | b"\n  - libldap-dev`);
  expect(text).toContain('python: "3.11"');
  expect(text).toContain("  CFLAGS: -std=gnu17");
});

test("what is not needed goes, and what replaced it stays", () => {
  const fields: Fields = { ...FIELDS, apt: ["git", "gcc"] };
  const start = attempt(fields, WORKS);
  const found = {
    start,
    best: attempt(FIELDS, WORKS),
    reasons: new Map(),
    proven: new Set<string>(),
    said: [],
    left: [],
  };
  const repair = conclusionOf({ ...found, ended: "enough" }, SPENT);
  expect(repair.removed).toEqual([{ key: "apt", item: "gcc" }]);
  const text = repairedText({ stem: "thing", text: `${TEXT}  - gcc\n`, fields }, repair);
  expect(text).toBe(TEXT);
});

test("what works as it is needs no repair; what can't be used is not called repaired", () => {
  expect(concluded(FIELDS, []).result).toBe("sound");
  const reached: Reached = { stage: "imports", imported: 3, broken: 1, brokenRoots: ["thing"] };
  expect(concluded(FIELDS, [{ key: "apt", item: "x11" }], reached).result).toBe("unknown");
});
