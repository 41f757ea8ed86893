import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type OutputLog, openOutputLog } from "../../exec/output-log.ts";
import { checkInvariants } from "../../shard/invariants.ts";
import { node } from "../../shard/testing/tiny-shard.ts";
import { type Exploration, explore } from "../exploration.ts";
import type { SessionEvent, SessionJob } from "../session/protocol.ts";
import type { CollectedRecord } from "../session/receiver.ts";
import { done, type Life, modulesOf, sandboxOf, start, step } from "../testing/scripted-session.ts";

const MODULES = ["tiny", "tiny.a", "tiny.b", "tiny.c", "tiny.d", "tiny.e", "tiny.f"];

let folder: string;
let log: OutputLog;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "importgraph-blame-"));
  log = openOutputLog(join(folder, "out.log"));
});

afterEach(async () => {
  await log.close();
  await rm(folder, { recursive: true });
});

async function exploreLife(life: Life, jobs: SessionJob[] = []): Promise<Exploration> {
  const exploration = await explore(sandboxOf(life, jobs), {
    target: { distribution: "tiny", importNames: undefined, skip: {}, setups: [] },
    expected: { version: "1.0", python: "3.13" },
    log,
    timeoutSeconds: 60,
    sessionsAtOnce: 1,
  });
  expect(checkInvariants(exploration)).toEqual([]);
  return exploration;
}

/** How the import of a module goes: what is sent meanwhile, an exception, or a death. */
type Import = readonly SessionEvent[] | { error: string; message: string } | "dies";

/** A package of seven modules, whose imports go as is said of each and those that were imported before it. */
function packageOf(importing: (module: string, before: readonly string[]) => Import): Life {
  return (job) => {
    const events: unknown[] = [{ ...start, modules: MODULES }];
    const records: CollectedRecord[] = [];
    const imported: string[] = [];
    for (const module of modulesOf(job, MODULES)) {
      const happens = importing(module, imported);
      events.push({ event: "begin", stage: "import", module });
      if (happens === "dies") {
        return { events, end: { exitCode: 1 } };
      }
      if ("error" in happens) {
        records.push({ record: "problem", module, stage: "import", ...happens });
        records.push({ ...node(module, "module"), from: ["source"], imported: false });
      } else {
        events.push(...happens);
        imported.push(module);
        records.push({ ...node(module, "module"), members: { found: `${module}.found` } });
        records.push({ ...node(`${module}.found`, "data"), module });
      }
      events.push({ event: "end", stage: "import", module, seconds: 0.1 });
    }
    return { events: [...events, ...step("walk", "tiny", records), done(records.length)], end: {} };
  };
}

function tampered(mended: boolean): SessionEvent {
  return { event: "tamper", module: "", what: ["builtins.open", "sys.path"], mended };
}

function problemsOf({ problems }: Exploration): string[] {
  return problems.map(({ module, stage, message }) => `${module} ${stage}: ${message}`);
}

function purposesOf({ sessions }: Exploration): string[] {
  return sessions.map(({ purpose, death }) => `${purpose}${death ? "†" : ""}`);
}

/** The modules of which more than the name is known. */
function foundIn({ nodes }: Exploration): string[] {
  const found = nodes.filter(({ id }) => id.endsWith(".found"));
  return found.map(({ module }) => module).sort();
}

describe("blame", () => {
  it("falls on a module that dies by itself", async () => {
    const exploration = await exploreLife(packageOf((module) => (module === "tiny.c" ? "dies" : [])));
    expect(purposesOf(exploration)).toEqual(["all†", "blame†", "all", "source"]);
    expect(problemsOf(exploration)).toEqual([
      'tiny.c crash: the interpreter ended with exit code 1 (in import of "tiny.c")',
    ]);
    expect(foundIn(exploration)).toEqual(MODULES.filter((module) => module !== "tiny.c"));
  });

  it.each(["tiny.a", "tiny.b", "tiny.c", "tiny.d"])("falls on %s, which kills another", async (culprit) => {
    const kills = (module: string, before: readonly string[]) =>
      module === "tiny.e" && before.includes(culprit) ? "dies" : [];
    const exploration = await exploreLife(packageOf(kills));
    expect(problemsOf(exploration)).toEqual([
      `${culprit} crash: the interpreter ended with exit code 1 (in import of "tiny.e"); it does not happen without ${culprit}`,
    ]);
    // The culprit does no harm when nobody else is there.
    expect(foundIn(exploration)).toEqual(MODULES);
    expect(purposesOf(exploration).filter((purpose) => purpose.startsWith("blame")).length).toBeLessThan(6);
  });

  it("falls on the one that died where it takes two to kill it, and that is explored by itself", async () => {
    const kills = (module: string, before: readonly string[]) =>
      module === "tiny.e" && before.includes("tiny.a") && before.includes("tiny.d") ? "dies" : [];
    const exploration = await exploreLife(packageOf(kills));
    expect(problemsOf(exploration)).toEqual([
      'tiny.e crash: the interpreter ended with exit code 1 (in import of "tiny.e"); it does not happen when the module is imported alone',
    ]);
    expect(foundIn(exploration)).toEqual(MODULES);
  });
});

describe("a module that dies inside the import of another", () => {
  /** `tiny.b` imports `tiny.e`, which dies, unless it is kept away from it. */
  function nesting(ends: "dies" | "goes on"): Life {
    return (job) => {
      const inside: SessionEvent[] = [
        { event: "enter", module: "tiny.e" },
        ...(ends === "dies" ? [] : ([{ event: "leave", module: "tiny.e" }] as const)),
      ];
      const isBarred = Object.hasOwn(job.barred, "tiny.e");
      const life = packageOf((module) => {
        if (module === "tiny.e") {
          return "dies";
        }
        return module === "tiny.b" && isBarred ? { error: "ModuleNotFoundError", message: "kept away" } : [];
      });
      if (isBarred || !modulesOf(job, MODULES).includes("tiny.b")) {
        return life(job);
      }
      const before = [{ event: "begin", stage: "import", module: "tiny.b" }, ...inside];
      return { events: [{ ...start, modules: MODULES }, ...before], end: { exitCode: 1 } };
    };
  }

  it("is to blame itself, and kept away from the other one", async () => {
    const jobs: SessionJob[] = [];
    const exploration = await exploreLife(nesting("dies"), jobs);
    expect(problemsOf(exploration)).toEqual([
      "tiny.b import: kept away",
      'tiny.e crash: the interpreter ended with exit code 1 (in import of "tiny.e")',
    ]);
    expect(foundIn(exploration)).toEqual(MODULES.filter((module) => !["tiny.b", "tiny.e"].includes(module)));
    expect(jobs[0]?.barred).toEqual({});
    expect(jobs.find(({ only }) => only?.includes("tiny.e"))?.barred).toEqual({});
  });

  it("is not to blame when its import was over", async () => {
    const exploration = await exploreLife(nesting("goes on"));
    expect(problemsOf(exploration)).toContain(
      'tiny.b crash: the interpreter ended with exit code 1 (in import of "tiny.b")',
    );
  });
});

describe("a module that tampers", () => {
  it("is explored in a session of its own, and the others without it", async () => {
    const jobs: SessionJob[] = [];
    const life = packageOf((module) => (module === "tiny.b" ? [tampered(false)] : []));
    const exploration = await exploreLife(life, jobs);
    expect(purposesOf(exploration)).toEqual(["all†", "blame", "all"]);
    expect(jobs[1]?.only).toEqual(["tiny.b"]);
    expect(Object.keys(jobs[2]?.skip ?? {})).toEqual(["tiny.b"]);
    expect(problemsOf(exploration)).toEqual([
      'tiny.b tamper: changed what all modules share: builtins.open, sys.path (in import of "tiny.b")',
    ]);
    expect(foundIn(exploration)).toEqual(MODULES);
  });

  it("is only told of where all could be put back", async () => {
    const life = packageOf((module) => (module === "tiny.b" ? [tampered(true)] : []));
    const exploration = await exploreLife(life);
    expect(purposesOf(exploration)).toEqual(["all"]);
    expect(problemsOf(exploration)).toEqual([
      "tiny.b tamper: changed builtins.open, sys.path, which was put back",
    ]);
  });

  it("is only told of where all other modules are below it", async () => {
    const life = packageOf((module) => (module === "tiny" ? [tampered(false)] : []));
    const exploration = await exploreLife(life);
    expect(purposesOf(exploration)).toEqual(["all"]);
    expect(problemsOf(exploration)).toEqual([
      "tiny tamper: changed what all modules share: builtins.open, sys.path",
    ]);
    expect(foundIn(exploration)).toEqual(MODULES);
  });
});

it("tries modules again, without the others, that could not be imported with them", async () => {
  const life = packageOf((module, before) => {
    if (module === "tiny.d" && before.includes("tiny.a")) {
      return { error: "RuntimeError", message: "already installed" };
    }
    if (module === "tiny.e" && before.includes("tiny.a")) {
      return { error: "ImportError", message: "cannot load module more than once per process" };
    }
    if (module === "tiny.c") {
      return { error: "ImportError", message: "this needs PyGObject" };
    }
    return module === "tiny.f" ? { error: "ModuleNotFoundError", message: "No module named 'torch'" } : [];
  });
  const jobs: SessionJob[] = [];
  const exploration = await exploreLife(life, jobs);
  expect(purposesOf(exploration)).toEqual(["all", "again", "source"]);
  expect(jobs.map(({ only }) => only)).toEqual([null, ["tiny.d", "tiny.e"], ["tiny.c", "tiny.f"]]);
  expect(problemsOf(exploration)).toEqual([
    "tiny.c import: this needs PyGObject",
    "tiny.f import: No module named 'torch'",
  ]);
  expect(foundIn(exploration)).toEqual(MODULES.filter((module) => !["tiny.c", "tiny.f"].includes(module)));
});
