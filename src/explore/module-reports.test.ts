import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { openOutputLog } from "../exec/output-log.ts";
import { node, tinyShard } from "../shard/testing/tiny-shard.ts";
import { explore } from "./exploration.ts";
import type { ModuleReport } from "./module-reports.ts";
import type { SessionEvent } from "./session/protocol.ts";
import type { CollectedRecord } from "./session/receiver.ts";
import { done, type Life, modulesOf, sandboxOf, start, step } from "./testing/scripted-session.ts";

function traceback(module: string, text: string): SessionEvent {
  return { event: "traceback", module, text };
}

function recorded(record: CollectedRecord): SessionEvent {
  return { event: "record", record };
}

async function reportsOf(life: Life): Promise<ReadonlyMap<string, ModuleReport>> {
  const folder = await mkdtemp(join(tmpdir(), "importgraph-reports-"));
  const log = openOutputLog(join(folder, "out.log"));
  try {
    const target = { distribution: "tiny", importNames: undefined, skip: {}, setups: [] };
    const expected = { version: "1.0", python: "3.13" };
    const limits = { timeoutSeconds: 60, stepTimeoutSeconds: 0.05 };
    return (await explore(sandboxOf(life), { target, expected, log, ...limits })).moduleReports;
  } finally {
    await log.close();
    await rm(folder, { recursive: true });
  }
}

it("tells the seconds of each module, and why some could not be imported", async () => {
  const { nodes } = tinyShard();
  const reports = await reportsOf((job) => ({
    events: [
      start,
      ...step("site", ""),
      traceback("", "OSError: no settings"),
      ...modulesOf(job).flatMap((module) => step("import", module)),
      traceback("tiny.windows", "Traceback\n::error::\u001b[31mred\n##[group]\u009b2J"),
      traceback("os", "of somebody else"),
      ...step("walk", "tiny", nodes),
      done(nodes.length),
    ],
    end: {},
  }));
  expect(Object.fromEntries(reports)).toEqual({
    "": { seconds: 0, traceback: "OSError: no settings" },
    tiny: { seconds: 0.5 },
    "tiny.retry": { seconds: 0.25 },
    "tiny.things": { seconds: 0.25 },
    "tiny.windows": { seconds: 0.25, traceback: "Traceback\n\\x3a:error::red\n#\\x23[group]\\x9b2J" },
  });
});

it("tells how long a module took until it ended a session", async () => {
  const reports = await reportsOf((job) => {
    const modules = modulesOf(job);
    const events = [start, { event: "begin", stage: "import", module: "tiny.things" }];
    return modules.includes("tiny.things")
      ? { events, end: "hang" }
      : { events: [start, ...modules.flatMap((module) => step("import", module)), done(0)], end: {} };
  });
  expect(reports.get("tiny.things")?.seconds).toBeGreaterThan(0);
  expect(reports.get("tiny")?.seconds).toBe(0.25);
});

it("forgets why a module could not be imported with the others where it can be by itself", async () => {
  const things = node("tiny.things", "module");
  const failed = { ...things, from: ["source" as const], imported: false as const };
  const problem = {
    module: "tiny.things",
    stage: "import",
    error: "RuntimeError",
    message: "too late",
  } as const;
  const reports = await reportsOf((job) => {
    const imports = modulesOf(job).flatMap((module) => step("import", module));
    const walk = step("walk", "tiny.things", job.only === null ? [failed] : [things]);
    const failure = [
      traceback("tiny.things", "RuntimeError: too late"),
      recorded({ record: "problem", ...problem }),
    ];
    return job.only === null
      ? { events: [start, ...imports, ...failure, ...walk, done(2)], end: {} }
      : { events: [start, ...imports, ...walk, done(1)], end: {} };
  });
  expect(reports.get("tiny.things")).toEqual({ seconds: 0.5 });
});
