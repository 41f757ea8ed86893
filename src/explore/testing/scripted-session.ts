/** Sessions written out by hand, for tests: what the explorer sends for the distribution of shard/tiny-shard.ts. */

import { tinyShard } from "../../shard/testing/tiny-shard.ts";
import type { SessionEvent, SessionJob, SessionStage, StartEvent } from "../session/protocol.ts";
import type { CollectedRecord } from "../session/receiver.ts";
import type { Sandbox, SandboxEnd, SandboxRun } from "../session/session.ts";

export const start: StartEvent = {
  event: "start",
  protocol: 2,
  explorer: "0.1.0",
  python: "3.13",
  platform: "linux-x86_64",
  distribution: { name: "tiny", displayName: "Tiny", version: "1.0", licence: "MIT" },
  importNames: ["tiny"],
  requirements: [{ name: "base", version: "2.0" }],
  modules: ["tiny", "tiny.retry", "tiny.things", "tiny.windows"],
};

/** A step around records. */
export function step(
  stage: SessionStage,
  module: string,
  records: readonly CollectedRecord[] = [],
): SessionEvent[] {
  return [
    { event: "begin", stage, module },
    ...records.map((record): SessionEvent => ({ event: "record", record })),
    { event: "end", stage, module, seconds: 0.25 },
  ];
}

/** A whole session that sends the tiny shard. */
export function wholeSession(): SessionEvent[] {
  const { nodes, externals, entryPoints, imports, uses, requirements, problems } = tinyShard();
  const records = [...nodes, ...externals, ...entryPoints, ...imports, ...uses, ...requirements, ...problems];
  return [
    start,
    ...step("site", ""),
    ...start.modules.flatMap((module) => step("import", module)),
    ...step("walk", "tiny", records),
    { event: "done", records: records.length },
  ];
}

export function bytesOf(events: readonly unknown[]): Buffer {
  return Buffer.from(events.map((event) => `${JSON.stringify(event)}\n`).join(""));
}

/** How a container ends that nothing happened to. */
export const ended: SandboxEnd = { exitCode: 0, timedOut: false, oomKilled: false, tooMuchOutput: false };

/** The last event of a session that sent so many records. */
export function done(records: number): SessionEvent {
  return { event: "done", records };
}

/** What happens in a container: what it sends, and how it ends. "hang" waits until it is killed. */
export type Life = (job: SessionJob) => { events: readonly unknown[]; end: Partial<SandboxEnd> | "hang" };

/** Plays a life whenever a session is run, another one when it is to read sources, and keeps the jobs. */
export function sandboxOf(life: Life, jobs: SessionJob[] = [], reading: Life = nothingRead): Sandbox {
  return async (run: SandboxRun) => {
    const job: SessionJob = JSON.parse(String(run.stdin));
    jobs.push(job);
    const { events, end } = job.mode === "source" ? reading(job) : life(job);
    for (const event of events) {
      await run.onStdout(Buffer.concat([Buffer.from(job.sign ?? ""), bytesOf([event])]));
    }
    if (end === "hang") {
      run.signal.throwIfAborted();
      await new Promise((_, reject) => {
        run.signal.addEventListener("abort", () => reject(run.signal.reason));
      });
    }
    return { ...ended, ...(end as Partial<SandboxEnd>) };
  };
}

/** Reading sources that finds nothing. */
function nothingRead(): ReturnType<Life> {
  return { events: [start, done(0)], end: {} };
}

/** The modules that a job wants, in order. */
export function modulesOf({ only, skip }: SessionJob, modules: readonly string[] = start.modules): string[] {
  return modules.filter((name) => (only === null || only.includes(name)) && !Object.hasOwn(skip, name));
}

/** A package whose modules die as told when they are imported, and otherwise send the tiny shard. */
export function mortal(deaths: Readonly<Record<string, Partial<SandboxEnd> | "hang">>): Life {
  return (job) => {
    const events: SessionEvent[] = [start];
    for (const module of modulesOf(job)) {
      const death = deaths[module];
      if (death !== undefined) {
        return { events: [...events, { event: "begin", stage: "import", module }], end: death };
      }
      events.push(...step("import", module));
    }
    const records = tinyShard().nodes;
    return {
      events: [...events, ...step("walk", "tiny", records), { event: "done", records: records.length }],
      end: {},
    };
  };
}
