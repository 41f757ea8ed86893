import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { InputError } from "../errors/input-error.ts";
import { type OutputLog, openOutputLog } from "../exec/output-log.ts";
import { checkInvariants } from "../shard/invariants.ts";
import { tinyShard } from "../shard/testing/tiny-shard.ts";
import { type Exploration, type ExplorationProgress, type ExploreOptions, explore } from "./exploration.ts";
import type { SessionJob } from "./session/protocol.ts";
import type { Sandbox, SandboxEnd } from "./session/session.ts";
import { MAX_DEATHS } from "./sessions/attempts.ts";
import {
  ended,
  type Life,
  modulesOf,
  mortal,
  sandboxOf,
  start,
  step,
  wholeSession,
} from "./testing/scripted-session.ts";

let folder: string;
let log: OutputLog;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "importgraph-explore-"));
  log = openOutputLog(join(folder, "out.log"));
});

afterEach(async () => {
  await log.close();
  await rm(folder, { recursive: true });
});

async function exploreTiny(sandbox: Sandbox, options: Partial<ExploreOptions> = {}): Promise<Exploration> {
  const exploration = await explore(sandbox, {
    target: { distribution: "tiny", importNames: undefined, skip: {}, setups: [] },
    expected: { version: "1.0", python: "3.13" },
    log,
    timeoutSeconds: 60,
    ...options,
  });
  expect(checkInvariants(exploration)).toEqual([]);
  return exploration;
}

function problemsOf({ problems }: Exploration): string[] {
  return problems.map(({ module, stage, message }) => `${module} ${stage}: ${message}`);
}

describe("explore", () => {
  it("makes a shard of a session that goes well, and tells how far it is", async () => {
    const progress: ExplorationProgress[] = [];
    const sandbox = sandboxOf(() => ({ events: wholeSession(), end: {} }));
    const exploration = await exploreTiny(sandbox, { onProgress: (now) => progress.push(now) });
    const { header, nodes, externals, entryPoints, imports, uses, requirements, problems } = exploration;
    expect({ header, nodes, externals, entryPoints, imports, uses, requirements, problems }).toEqual(
      tinyShard(),
    );
    expect(exploration.sessions.map(({ purpose }) => purpose)).toEqual(["all", "source"]);
    expect(
      progress.map(({ finishedModules, plannedModules }) => `${finishedModules}/${plannedModules}`),
    ).toContain("3/4");
    expect(progress[0]).toMatchObject({ session: 1, step: { stage: "site", module: "" } });
    expect(exploration.counts.get("module")).toBe(4);
  });

  it.each<[string, Partial<SandboxEnd> | "hang", string]>([
    ["exits", { exitCode: 3 }, "crash: the interpreter ended with exit code 3"],
    ["exits with 0", { exitCode: 0 }, "crash: the interpreter ended with exit code 0"],
    ["crashes", { exitCode: 139 }, "crash: the interpreter was ended by SIGSEGV"],
    [
      "wants too much memory",
      { exitCode: 137, oomKilled: true },
      "memory: more memory was wanted than allowed",
    ],
    ["prints too much", { tooMuchOutput: true }, "limit: too much was printed"],
    ["hangs", "hang", "timeout: not done after 0.05 s"],
  ])("goes on without a module that %s", async (_, end, problem) => {
    const jobs: SessionJob[] = [];
    const exploration = await exploreTiny(sandboxOf(mortal({ "tiny.things": end }), jobs), {
      stepTimeoutSeconds: 0.05,
    });
    expect(problemsOf(exploration)).toEqual([`tiny.things ${problem} (in import of "tiny.things")`]);
    const at = { stage: "import", module: "tiny.things" };
    expect(exploration.sessions.map(({ purpose, death }) => [purpose, death?.at])).toEqual([
      ["all", at],
      ["blame", at],
      ["all", undefined],
      ["source", undefined],
    ]);
    expect(jobs[1]?.only).toEqual(["tiny.things"]);
    expect(Object.keys(jobs[2]?.skip ?? {})).toEqual(["tiny.things"]);
    expect(jobs[3]).toMatchObject({ mode: "source", only: ["tiny.windows"] });
    expect(exploration.nodes).toHaveLength(tinyShard().nodes.length);
  });

  it("does not import what is in a package that died", async () => {
    const life = mortal({ tiny: { exitCode: 1 } });
    const exploration = await exploreTiny(sandboxOf(life));
    expect(problemsOf(exploration)).toEqual([
      'tiny crash: the interpreter ended with exit code 1 (in import of "tiny")',
      "tiny.retry limit: not imported: its package tiny ended the session when it was imported",
      "tiny.things limit: not imported: its package tiny ended the session when it was imported",
      "tiny.windows limit: not imported: its package tiny ended the session when it was imported",
    ]);
  });

  it("blames nonsense in the stream on the module that was at work", async () => {
    let isFirst = true;
    const sandbox = sandboxOf((job) => {
      if (!isFirst) {
        return mortal({})(job);
      }
      isFirst = false;
      return { events: [start, { event: "begin", stage: "import", module: "tiny" }, "boo"], end: "hang" };
    });
    const exploration = await exploreTiny(sandbox);
    expect(problemsOf(exploration)[0]).toBe(
      'tiny tamper: found a line that is no event (in import of "tiny")',
    );
  });

  it("goes on without .pth files or the setup that end the interpreter", async () => {
    const jobs: SessionJob[] = [];
    const begin = (stage: string) => ({ event: "begin", stage, module: "" });
    const sandbox = sandboxOf((job) => {
      if (job.site) {
        return { events: [start, begin("site")], end: { exitCode: 9 } };
      }
      const culprit = job.setups.findIndex(({ code }) => code.includes("_exit"));
      if (culprit >= 0) {
        const before = job.setups
          .slice(0, culprit)
          .flatMap(() => [begin("setup"), { event: "end", stage: "setup", module: "", seconds: 0 }]);
        return { events: [start, ...before, begin("setup")], end: { exitCode: 9 } };
      }
      return mortal({})(job);
    }, jobs);
    const target = {
      distribution: "tiny",
      importNames: undefined,
      skip: {},
      setups: [
        { name: "first", code: "x = 1" },
        { name: "second", code: "import os; os._exit(9)" },
        { name: "third", code: "x = 3" },
      ],
    };
    const exploration = await exploreTiny(sandbox, { target });
    expect(problemsOf(exploration)).toEqual([
      " crash: second: the interpreter ended with exit code 9 (in setup)",
      " crash: the interpreter ended with exit code 9 (in site)",
    ]);
    const all = ["first", "second", "third"];
    expect(jobs.map(({ mode, site, setups }) => [mode, site, setups.map(({ name }) => name)])).toEqual([
      ["import", true, all],
      ["import", false, all],
      ["import", false, ["first", "third"]],
      ["source", false, ["first", "third"]],
    ]);
  });

  it("says what the pkginfo skips, also modules that there are not", async () => {
    const skip = { "tiny.windows": "needs Windows", "tiny.nothing": "no reason" };
    const target = { distribution: "tiny", importNames: ["tiny"], skip, setups: [] };
    const jobs: SessionJob[] = [];
    const exploration = await exploreTiny(sandboxOf(mortal({}), jobs), { target });
    expect(problemsOf(exploration)).toEqual([
      " import: no reason (the distribution has no module tiny.nothing)",
      "tiny.windows import: needs Windows",
    ]);
    expect(jobs[0]).toMatchObject({ importNames: ["tiny"], skip });
  });

  it("imports no more than was finished once there were too many deaths", async () => {
    const modules = ["tiny", ...Array.from({ length: MAX_DEATHS + 20 }, (_, index) => `tiny.m${index}`)];
    const sandbox = sandboxOf((job) => {
      const tried = ["tiny", ...modulesOf(job, modules.slice(1))];
      const events: unknown[] = [{ ...start, modules }, ...step("import", "tiny")];
      const [, mortalOne] = tried;
      return mortalOne === undefined
        ? { events: [...events, { event: "done", records: 0 }], end: {} }
        : {
            events: [...events, { event: "begin", stage: "import", module: mortalOne }],
            end: { exitCode: 1 },
          };
    });
    const exploration = await exploreTiny(sandbox);
    expect(exploration.sessions.filter(({ purpose }) => purpose === "all")).toHaveLength(MAX_DEATHS + 1);
    const stages = Map.groupBy(exploration.problems, ({ stage }) => stage);
    expect(stages.get("crash")).toHaveLength(MAX_DEATHS);
    expect(stages.get("limit")).toHaveLength(20);
    expect(exploration.nodes).toHaveLength(modules.length);
  });

  it("imports no more than was finished once the time is used up", async () => {
    const life = mortal({ "tiny.things": { timedOut: true, exitCode: 137 } });
    const exploration = await exploreTiny(sandboxOf(life), { timeoutSeconds: 1 });
    expect(problemsOf(exploration)).toContain("tiny.windows limit: not imported: the time was used up");
  });

  it("gives up soon on a package that dies whatever is imported", async () => {
    const jobs: SessionJob[] = [];
    const life: Life = () => ({
      events: [start, { event: "begin", stage: "site", module: "" }],
      end: { exitCode: 1 },
    });
    await expect(exploreTiny(sandboxOf(life, jobs))).rejects.toThrow("tiny can't be explored");
    expect(jobs.length).toBeLessThan(5);
  });

  it("does not wait for an explorer that says nothing", async () => {
    const exploring = exploreTiny(
      sandboxOf(() => ({ events: [], end: "hang" })),
      { stepTimeoutSeconds: 0.05, startTimeoutSeconds: 0.05 },
    );
    await expect(exploring).rejects.toThrow("could not start on tiny: not done after 0.05 s");
  });

  it("shows what the explorer said when it could not start", async () => {
    const sandbox: Sandbox = async (run) => {
      await run.log.write("Traceback:\n  NotInstalled: tiny\n");
      return { ...ended, exitCode: 1 };
    };
    const failing = exploreTiny(sandbox);
    await expect(failing).rejects.toThrow(InputError);
    await expect(failing).rejects.toThrow(/could not start on tiny: .*exit code 1.*NotInstalled: tiny/s);
  });

  it("refuses an image that holds another release or another Python", async () => {
    const whole = sandboxOf(() => ({ events: wholeSession(), end: {} }));
    const message = 'the image has "tiny" "1.0" on Python 3.13, expected';
    await expect(exploreTiny(whole, { expected: { version: "1.1", python: "3.13" } })).rejects.toThrow(
      message,
    );
    await expect(exploreTiny(whole, { expected: { version: "1.0", python: "3.12" } })).rejects.toThrow(
      message,
    );
    await exploreTiny(whole, { expected: { version: "1.0.0", python: "3.13" } });
  });

  it("stops when told to", async () => {
    const controller = new AbortController();
    const sandbox = sandboxOf(() => ({ events: [start], end: "hang" }));
    const exploring = exploreTiny(sandbox, { signal: controller.signal });
    controller.abort(new Error("Ctrl-C"));
    await expect(exploring).rejects.toThrow("Ctrl-C");
  });

  it("does not wait for what lingers after the end", async () => {
    const begun = performance.now();
    await exploreTiny(sandboxOf(() => ({ events: wholeSession(), end: "hang" })));
    expect(performance.now() - begun).toBeLessThan(5000);
  });
});
