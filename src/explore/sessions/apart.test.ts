import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { type OutputLog, openOutputLog } from "../../exec/output-log.ts";
import { node } from "../../shard/testing/tiny-shard.ts";
import { shardLines } from "../../shard/writer.ts";
import { type Exploration, type ExplorationProgress, explore } from "../exploration.ts";
import type { SessionJob } from "../session/protocol.ts";
import type { CollectedRecord } from "../session/receiver.ts";
import type { Sandbox } from "../session/session.ts";
import { done, type Life, modulesOf, sandboxOf, start, step } from "../testing/scripted-session.ts";

let folder: string;
let log: OutputLog;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "importgraph-apart-"));
  log = openOutputLog(join(folder, "out.log"));
});

afterEach(async () => {
  await log.close();
  await rm(folder, { recursive: true });
});

/** What a session of the tiny distribution does when it is to look at what it has imported. */
type Looking = (job: SessionJob) => ReturnType<Life> | undefined;

/** A package in which `tiny.windows` fails always, and `tiny.retry` together with `tiny.things`. */
function life(look: Looking = () => undefined): Life {
  return (job) => {
    const events: unknown[] = [start];
    const records: CollectedRecord[] = [];
    const missing: string[] = [];
    const modules = modulesOf(job);
    for (const module of modules) {
      events.push(...step("import", module));
      if (module === "tiny.windows" || (module === "tiny.retry" && modules.length > 2)) {
        const failure = { error: "RuntimeError", message: "already installed" };
        missing.push(module);
        records.push({ record: "problem", module, stage: "import", ...failure });
        events.push({ event: "record", record: records.at(-1) });
      }
    }
    const described = modules.map(
      (module): CollectedRecord => ({
        ...node(module, "module"),
        ...(missing.includes(module) && { from: ["source"], imported: false }),
      }),
    );
    events.push({ event: "imported", missing }, { event: "begin", stage: "walk", module: "tiny" });
    const rest: unknown[] = described.map((record) => ({ event: "record", record }));
    rest.push(
      { event: "end", stage: "walk", module: "tiny", seconds: 0 },
      done(records.length + described.length),
    );
    const other = look(job);
    return other === undefined
      ? { events: [...events, ...rest], end: {} }
      : { events: [...events, ...other.events], end: other.end };
  };
}

const reading: Life = ({ only }) => {
  const records = (only ?? []).map(
    (module): CollectedRecord => ({
      ...node(module, "module"),
      from: ["source"],
      imported: false,
      doc: "Read.",
    }),
  );
  return { events: [start, ...step("source", only?.[0] ?? "tiny", records), done(records.length)], end: {} };
};

function exploreTiny(
  sandbox: Sandbox,
  sessionsAtOnce: number,
  onProgress?: (progress: ExplorationProgress) => void,
): Promise<Exploration> {
  return explore(sandbox, {
    target: { distribution: "tiny", importNames: undefined, skip: {}, setups: [] },
    expected: { version: "1.0", python: "3.13" },
    log,
    timeoutSeconds: 60,
    sessionsAtOnce,
    ...(onProgress && { onProgress }),
  });
}

/** The same sandbox, whose session of all waits with looking at what it imported until a source session has begun. */
function waitingForSource(sandbox: Sandbox): Sandbox {
  const begun = Promise.withResolvers<void>();
  return async (run) => {
    const job: SessionJob = JSON.parse(String(run.stdin));
    if (job.mode === "source") {
      begun.resolve();
    }
    return await sandbox({
      ...run,
      onStdout: async (chunk) => {
        if (job.only === null && Buffer.from(chunk).includes('"stage":"walk"')) {
          await begun.promise;
        }
        await run.onStdout(chunk);
      },
    });
  };
}

it("tries again and reads beside the session of all, where two may run", async () => {
  const jobs: SessionJob[] = [];
  const progress: ExplorationProgress[] = [];
  const sandbox = waitingForSource(sandboxOf(life(), jobs, reading));
  const beside = await exploreTiny(sandbox, 2, (now) => progress.push(now));
  expect(jobs.map(({ mode, only }) => [mode, only])).toEqual([
    ["import", null],
    ["import", ["tiny.retry", "tiny.windows"]],
    ["source", ["tiny.windows"]],
  ]);
  expect(beside.sessions.map(({ purpose }) => purpose)).toEqual(["all", "again", "source"]);
  expect(beside.nodes.find(({ id }) => id === "tiny.windows")?.doc).toBe("Read.");
  expect(beside.problems.map(({ module }) => module)).toEqual(["tiny.windows"]);
  const told = progress.map(({ session }) => session);
  expect(told).toEqual(told.toSorted());
});

it("finds the same where one may run", async () => {
  const [one, two] = [1, 2].map((atOnce) => exploreTiny(sandboxOf(life(), [], reading), atOnce));
  expect([...shardLines((await two) as Exploration)]).toEqual([...shardLines((await one) as Exploration)]);
});

it("drops what it began beside a session that dies", async () => {
  const looking: Looking = ({ only, careful }) =>
    only === null && careful.length === 0 ? { events: [], end: { exitCode: 139 } } : undefined;
  const explorations = [1, 2].map((atOnce) => exploreTiny(sandboxOf(life(looking), [], reading), atOnce));
  const [one, two] = await Promise.all(explorations);
  const purposes = two?.sessions.map(({ purpose }) => purpose) ?? [];
  expect(purposes.filter((purpose) => purpose === "all")).toHaveLength(2);
  expect([...shardLines(two as Exploration)]).toEqual([...shardLines(one as Exploration)]);
});

it("reads once more what was read beside others where a session lied about what it imported", async () => {
  const jobs: SessionJob[] = [];
  const lying: Life = (job) => {
    const { events, end } = life()(job);
    const told = (event: unknown) =>
      JSON.stringify(event).includes('"imported","missing"')
        ? { event: "imported", missing: ["tiny"] }
        : event;
    return { events: events.map(told), end };
  };
  const exploration = await exploreTiny(sandboxOf(lying, jobs, reading), 2);
  expect(jobs.filter(({ mode }) => mode === "source").map(({ only }) => only)).toEqual([
    ["tiny"],
    ["tiny.windows"],
  ]);
  expect(exploration.nodes.find(({ id }) => id === "tiny.windows")?.doc).toBe("Read.");
  expect(exploration.nodes.find(({ id }) => id === "tiny")?.doc).toBeUndefined();
});

it("believes no end after which more comes, whatever was made of it", async () => {
  const looking: Looking = ({ only, skip }) => {
    const described = start.modules.map((module) => ({ event: "record", record: node(module, "module") }));
    const forged = [
      ...described,
      { event: "end", stage: "walk", module: "tiny", seconds: 0 },
      done(6),
      "more",
    ];
    return only === null && Object.keys(skip).length === 0 ? { events: forged, end: {} } : undefined;
  };
  const explorations = [1, 2].map((atOnce) => {
    const sandbox = sandboxOf(life(looking), [], reading);
    return exploreTiny(atOnce === 2 ? waitingForSource(sandbox) : sandbox, atOnce);
  });
  const [one, two] = await Promise.all(explorations);
  expect(two?.problems).toContainEqual(expect.objectContaining({ stage: "tamper", error: "BrokenStream" }));
  expect([...shardLines(two as Exploration)]).toEqual([...shardLines(one as Exploration)]);
});

it("fails as the engine does, beside too", async () => {
  const sandbox = sandboxOf(life(), [], reading);
  const failing: Sandbox = async (run) => {
    if (JSON.parse(String(run.stdin)).mode === "source") {
      throw new Error("no engine");
    }
    return await sandbox(run);
  };
  await expect(exploreTiny(failing, 2)).rejects.toThrow("no engine");
});
