import { expect, test } from "vitest";
import type { Candidate } from "../candidates/candidate.ts";
import {
  addedTo,
  applyChanges,
  type Change,
  changesOf,
  changeText,
  compatible,
  type Fields,
} from "../candidates/change.ts";
import type { Cause } from "../diagnosis/causes.ts";
import { type Attempt, digestOf } from "./attempt.ts";
import { minimise, smallestOf } from "./minimise.ts";
import type { Diagnosis, Option } from "./options.ts";
import { compareReached, isEnough, type Reached } from "./reached.ts";
import { type Searching, search } from "./search.ts";

/** A package that fails until certain changes are made, one cause after the other. */
interface World {
  /** What each try comes to, by the changes that its pkginfo has. */
  judge(changes: ReadonlySet<string>): { reached: Reached; causes?: readonly string[] };
  /** What is proposed for a cause. */
  fixes: Readonly<Record<string, readonly (readonly Change[])[]>>;
  /** Causes that nothing goes on without. */
  fatal?: readonly string[];
  tries?: number;
}

const START: Fields = { name: "thing", version: "1.0" };
const DONE: Reached = { stage: "imports", imported: 3, broken: 0, brokenRoots: [] };
const apt = (item: string): Change => ({ key: "buildApt", item });

function causeOf(id: string): Cause {
  return { id, rule: id, where: "build", line: `no ${id}`, modules: [] };
}

function open(world: World): { searching: Searching; tried: string[] } {
  const tried: string[] = [];
  const known = new Map<string, Attempt>();
  return {
    tried,
    searching: {
      hasRoom: () => tried.length < (world.tries ?? 50),
      async attempt(fields) {
        const digest = digestOf(fields);
        const changes = changesOf(fields).map(changeText).sort();
        const { reached, causes = [] } = world.judge(new Set(changes));
        const attempt: Attempt = {
          ...{ digest, fields, reached, python: "3.13", causes: causes.map(causeOf) },
          ...{ failedBuilds: [], declared: [], message: causes.join(", "), seconds: 1 },
        };
        if (!known.has(digest)) {
          tried.push(changes.join(" "));
        }
        known.set(digest, attempt);
        return attempt;
      },
      diagnose: async ({ causes }) => diagnosisOf(causes, world),
    },
  };
}

function diagnosisOf(causes: readonly Cause[], { fixes, fatal = [] }: World): Diagnosis {
  const perCause = causes.map(({ id }) =>
    (fixes[id] ?? []).map((changes) => ({ ...candidateOf(id, changes), isFatal: fatal.includes(id) })),
  );
  const firsts = perCause.flatMap(([first]) => first ?? []);
  const together = firsts.length > 1 ? [optionOf(firsts)] : [];
  return { options: [...together, ...perCause.flat().map((one) => optionOf([one]))], said: [], left: [] };
}

function candidateOf(id: string, changes: readonly Change[]): Candidate {
  return { cause: id, changes, purpose: id, line: `no ${id}`, evidence: [] };
}

function optionOf(candidates: readonly Candidate[]): Option {
  return { candidates, changes: candidates.flatMap(({ changes }) => changes), isGuess: false };
}

test("causes that show one after the other are mended one after the other", async () => {
  const { searching, tried } = open({
    judge: (has) => {
      if (!has.has("build-apt: a-dev")) {
        return { reached: { stage: "build" }, causes: ["a"] };
      }
      return has.has("build-apt: b-dev") ? { reached: DONE } : { reached: { stage: "build" }, causes: ["b"] };
    },
    fixes: { a: [[apt("a-dev")]], b: [[apt("b-dev")]] },
  });
  const found = await search(START, searching);
  expect(found.ended).toBe("enough");
  expect(tried).toEqual(["", "build-apt: a-dev", "build-apt: a-dev build-apt: b-dev"]);
  expect(found.reasons.get("build-apt: b-dev")?.line).toBe("no b");
});

test("a module that fails for one thing after the other got further, though it is not imported yet", async () => {
  const fails: Reached = { stage: "imports", imported: 0, broken: 1, brokenRoots: ["thing"] };
  const { searching } = open({
    judge: (has) => {
      if (!has.has("with: pyyaml")) {
        return { reached: fails, causes: ["yaml"] };
      }
      return has.has("python: 3.11") ? { reached: DONE } : { reached: fails, causes: ["imp"] };
    },
    fixes: { yaml: [[{ key: "with", item: "pyyaml" }]], imp: [[{ key: "python", item: "3.11" }]] },
  });
  const found = await search(START, searching);
  expect(changesOf(found.best.fields).map(changeText)).toEqual(["with: pyyaml", "python: 3.11"]);
});

test("several causes at once are mended together, and what was not needed goes again", async () => {
  const { searching } = open({
    judge: (has) =>
      has.has("build-apt: b-dev")
        ? { reached: DONE }
        : { reached: { stage: "build" }, causes: ["a", "b", "c"] },
    fixes: { a: [[apt("a-dev")]], b: [[apt("b-dev")]], c: [[apt("c-dev")]] },
  });
  const found = await search(START, searching);
  const items = changesOf(found.best.fields);
  expect(items.map(changeText)).toEqual(["build-apt: a-dev", "build-apt: b-dev", "build-apt: c-dev"]);
  const smallest = await minimise(found.best, items, searching, true);
  expect(changesOf(smallest.fields).map(changeText)).toEqual(["build-apt: b-dev"]);
});

test("what was seen to be needed is not tried without, and what others bring is not named", async () => {
  const { searching, tried } = open({
    judge: (has) => {
      if (!has.has("build-apt: a-dev")) {
        return { reached: { stage: "build" }, causes: ["a"] };
      }
      return has.has("build-apt: c-dev")
        ? { reached: DONE }
        : { reached: { stage: "build" }, causes: ["b", "c"] };
    },
    fixes: { a: [[apt("a-dev")]], b: [[apt("b-dev")]], c: [[apt("c-dev")]] },
    fatal: ["a", "c"],
  });
  const found = await search(START, searching);
  const searched = tried.length;
  const smallest = await smallestOf(found, searching, async () => new Set(["a-dev"]));
  expect(tried.slice(searched)).toEqual(["build-apt: a-dev build-apt: c-dev"]);
  expect(changesOf(smallest.fields).map(changeText)).toEqual(["build-apt: c-dev"]);
});

test("on another Python nothing of what was needed before counts as that", async () => {
  const { searching } = open({
    judge: (has) => {
      if (has.has("python: 3.11")) {
        return { reached: DONE };
      }
      return { reached: { stage: "build" }, causes: [has.has("build-apt: a-dev") ? "old" : "a"] };
    },
    fixes: { a: [[apt("a-dev")]], old: [[{ key: "python", item: "3.11" }]] },
    fatal: ["a"],
  });
  const found = await search(START, searching);
  const smallest = await smallestOf(found, searching, async () => new Set());
  expect(changesOf(smallest.fields).map(changeText)).toEqual(["python: 3.11"]);
});

test("a repair that goes in a circle ends", async () => {
  const { searching, tried } = open({
    judge: (has) => ({
      reached: { stage: "build" },
      causes: [has.has("build-with: tool<2") ? "too old" : "too new"],
    }),
    fixes: {
      "too new": [[{ key: "buildWith", item: "tool<2" }]],
      "too old": [[{ key: "buildWith", item: "tool>=2" }]],
    },
  });
  const found = await search(START, searching);
  expect(found.ended).toBe("exhausted");
  expect(tried).toEqual(["", "build-with: tool<2", "build-with: tool>=2"]);
});

test("where two fixes exclude each other, the other one is tried from where the first was", async () => {
  const { searching, tried } = open({
    judge: (has) => {
      if (has.has("python: 3.11")) {
        return { reached: DONE };
      }
      return { reached: { stage: has.has("python: 3.9") ? "lock" : "build" }, causes: ["old"] };
    },
    fixes: { old: [[{ key: "python", item: "3.9" }], [{ key: "python", item: "3.11" }]] },
  });
  const found = await search(START, searching);
  expect(found.ended).toBe("enough");
  expect(found.best.fields.python).toBe("3.11");
  expect(tried).toEqual(["", "python: 3.9", "python: 3.11"]);
});

test("where what helped together ends nowhere, its parts are not tried one by one", async () => {
  const { searching, tried } = open({
    judge: (has) => ({
      reached: { stage: "build" },
      causes: has.has("build-apt: a-dev") && has.has("build-apt: b-dev") ? ["dead end"] : ["a", "b"],
    }),
    fixes: { a: [[apt("a-dev")]], b: [[apt("b-dev")]] },
  });
  expect((await search(START, searching)).ended).toBe("exhausted");
  expect(tried).toEqual(["", "build-apt: a-dev build-apt: b-dev"]);
});

test("what gets nowhere is gone back from", async () => {
  const { searching } = open({
    judge: (has) => {
      if (has.has("build-apt: right-dev")) {
        return { reached: DONE };
      }
      return has.has("build-apt: wrong-dev")
        ? { reached: { stage: "build" }, causes: ["dead end"] }
        : { reached: { stage: "build" }, causes: ["a"] };
    },
    fixes: { a: [[apt("wrong-dev")], [apt("right-dev")]] },
  });
  const found = await search(START, searching);
  expect(changesOf(found.best.fields).map(changeText)).toEqual(["build-apt: right-dev"]);
});

test("what a log imitates is tried as any cause is, and nothing of it is kept where it does not help", async () => {
  const { searching, tried } = open({
    judge: (has) => ({
      reached: { stage: "build" },
      // It looks at what is installed, and complains of something else each time.
      causes: [`fake ${has.size}`],
    }),
    fixes: Object.fromEntries(
      Array.from({ length: 99 }, (_, at) => [`fake ${at}`, [[apt(`fake${at}-dev`)]]]),
    ),
    tries: 6,
  });
  const found = await search(START, searching);
  expect(found.ended).toBe("limits");
  expect(tried).toHaveLength(6);
  expect(isEnough(found.best.reached)).toBe(false);
});

test("it ends where it can be explored, and turns out to have no modules", async () => {
  const { searching, tried } = open({
    judge: (has) =>
      has.has("build-apt: r-base-core")
        ? { reached: { stage: "imports", imported: 0, broken: 0, brokenRoots: [] }, causes: ["more"] }
        : { reached: { stage: "lock" }, causes: ["a"] },
    fixes: { a: [[apt("r-base-core")], [apt("other-dev")]], more: [[apt("more-dev")]] },
  });
  const found = await search(START, searching);
  expect(found.ended).toBe("enough");
  expect(found.best.reached).toMatchObject({ stage: "imports" });
  expect(tried).toEqual(["", "build-apt: r-base-core"]);
});

test("it ends where there is no room for another try, with what got furthest", async () => {
  const { searching } = open({
    tries: 2,
    judge: (has) =>
      has.size === 0
        ? { reached: { stage: "lock" }, causes: ["a"] }
        : { reached: { stage: "build" }, causes: ["b"] },
    fixes: { a: [[apt("a-dev")]], b: [[apt("b-dev")]] },
  });
  const found = await search(START, searching);
  expect(found.ended).toBe("limits");
  expect(found.best.reached).toEqual({ stage: "build" });
});

test("a change that the pkginfo's schema does not take is not tried", async () => {
  const { searching, tried } = open({
    judge: () => ({ reached: { stage: "build" }, causes: ["a"] }),
    fixes: { a: [[apt("a; rm -rf /")], [{ key: "buildEnv", item: "LD_PRELOAD", value: "/tmp/x.so" }]] },
  });
  await search(START, searching);
  expect(tried).toEqual([""]);
});

test("more of the modules is further, and a root that can be imported is more than that", () => {
  const reached = (imported: number, broken: number, brokenRoots: string[]): Reached => ({
    stage: "imports",
    ...{ imported, broken, brokenRoots },
  });
  const rising: Reached[] = [
    { stage: "lock" },
    { stage: "build" },
    reached(9, 1, ["a"]),
    reached(1, 9, []),
    reached(9, 1, []),
  ];
  expect(rising.toReversed().sort(compareReached)).toEqual(rising);
});

test("what several causes want of flags is added up", () => {
  const flags = (value: string): Change => ({ key: "buildEnv", item: "CFLAGS", value });
  expect(compatible([flags("-std=gnu17"), flags("-Wno-error=int-conversion -std=gnu17")])).toEqual([
    flags("-std=gnu17 -Wno-error=int-conversion"),
  ]);
  const fields: Fields = { ...START, buildEnv: { CFLAGS: "-std=gnu17" } };
  expect(addedTo(fields, flags("-Wno-error=int-conversion"))).toEqual(
    flags("-std=gnu17 -Wno-error=int-conversion"),
  );
  const policy: Change = { key: "buildEnv", item: "CMAKE_POLICY_VERSION_MINIMUM", value: "3.5" };
  expect(compatible([policy, { ...policy, value: "3.10" }])).toEqual([policy]);
});

test("changes of one slot exclude each other", () => {
  const changes: Change[] = [
    { key: "constraints", item: "jinja2<3.1" },
    { key: "constraints", item: "Jinja2<3" },
    { key: "python", item: "3.11" },
    { key: "python", item: "3.9" },
  ];
  expect(applyChanges(START, changes)).toEqual({ ...START, constraints: ["Jinja2<3"], python: "3.9" });
});
