/** What of a job's results is taken over, though code of packages ran where they were made. */

import { printableLines } from "../../exec/printable.ts";
import { libraryPython } from "../../pkginfo/standard-library.ts";
import { hasWork, type PlannedPackage } from "../../plan/plan.ts";
import { isSameVersion } from "../../releases/versions.ts";
import { describeShard } from "../../store/care/check-shard.ts";
import { type ShardEntry, shardObjectKey } from "../../store/layout.ts";
import type { RunPackage } from "../../store/runs/record.ts";
import { type Store, UnreadableObjectError } from "../../store/store.ts";
import { MOST_MODULES } from "../whole/snapshot.ts";
import { MOST_JOB_SECONDS } from "./results.ts";

const LONGEST_NAME = 300;
const LONGEST_TEXT = 20_000;

export interface BelievedOptions {
  /** What the job made. */
  store: Store;
  /** When the run was planned: RFC 3339. */
  plannedAt: string;
  signal: AbortSignal;
}

/**
 * A result as far as it can be true: of exactly the package, the release, the Python and the inputs that this run
 * planned, with what its shard says of itself. Seconds, tracebacks and failures are what the job told, cut to what they
 * can be.
 */
export async function believed(
  planned: PlannedPackage,
  told: RunPackage,
  options: BelievedOptions,
): Promise<RunPackage> {
  const common = commonOf(planned, told);
  const status = told.status === "unstable" ? "unstable" : "failed";
  if (told.failure !== undefined) {
    const { stage, message } = told.failure;
    return { ...common, status, failure: { stage: stage.slice(0, LONGEST_NAME), message: text(message) } };
  }
  try {
    const { shard, problemsByStage } = await ownShard(planned, told.shard, options);
    const { version } = shard;
    return { ...common, version, status: shard.unstable ? "unstable" : "explored", shard, problemsByStage };
  } catch (error) {
    if (!(error instanceof UnreadableObjectError)) {
      throw error;
    }
    const message = `what the job handed over is not taken: ${error.problems.map((one) => one.message).join("; ")}`;
    return { ...common, status, failure: { stage: "publish", message } };
  }
}

function commonOf(planned: PlannedPackage, told: RunPackage) {
  const { name, version, python } = planned;
  const { attempts, secondsByStage, secondsByModule, tracebacks } = told;
  const todo = hasWork(planned) ? planned.todo : undefined;
  return {
    ...{ name, version, attempts: Math.min(attempts, 2), seconds: Math.min(told.seconds, MOST_JOB_SECONDS) },
    ...(python !== undefined && { python }),
    reason: todo?.reason ?? "",
    ...(todo?.keys && { imageKey: todo.keys.imageKey }),
    ...(secondsByStage && { secondsByStage: seconds(secondsByStage) }),
    ...(secondsByModule && { secondsByModule: seconds(secondsByModule) }),
    ...(tracebacks && { tracebacks: cut(tracebacks, text) }),
  };
}

/** @throws UnreadableObjectError saying what is not as the plan has it */
async function ownShard(
  planned: PlannedPackage,
  told: ShardEntry | undefined,
  { store, plannedAt, signal }: BelievedOptions,
): Promise<{ shard: ShardEntry; problemsByStage: Record<string, number> }> {
  const refuse = (message: string): never => {
    throw new UnreadableObjectError({ message });
  };
  const { name, python } = planned;
  const keys = hasWork(planned) ? planned.todo.keys : undefined;
  if (told === undefined || keys === undefined) {
    return refuse("it has no shard");
  }
  const { version } = told;
  if (told.name !== name || !isOfRelease(version, planned) || told.local === true) {
    refuse(`its shard is one of ${told.name} ${told.version}`);
  }
  if (told.shardKey !== keys.shardKey) {
    refuse("its shard was made from other inputs than the repository holds");
  }
  const key = shardObjectKey(told);
  const there = (await store.stat(key)) ?? refuse(`there is no ${key}`);
  const { problemsByStage, ...facts } = await store.withFile(key, (path) => describeShard(path, signal));
  if (facts.digest !== told.digest || facts.name !== name || !isSameVersion(facts.version, version)) {
    refuse(`the shard is one of ${facts.name} ${facts.version} with the digest ${facts.digest}`);
  }
  if (facts.python !== python) {
    refuse(`the shard is of Python ${facts.python}, and the lock is for ${python}`);
  }
  const shard: ShardEntry = {
    ...{ ...facts, version },
    ...{ shardKey: keys.shardKey, inputs: keys.inputs, sizeBytes: there.sizeBytes },
    exploredAt: instantSince(plannedAt, told.exploredAt),
    ...(told.seconds && { seconds: seconds(told.seconds) }),
    ...(told.unstable === true && { unstable: true }),
  };
  return { shard, problemsByStage };
}

/** Of the standard library any release of its Python will do, as only its base says which it is. */
function isOfRelease(version: string, planned: PlannedPackage): boolean {
  const python = libraryPython(planned.stem);
  return python === undefined ? version === planned.version : version.startsWith(`${python}.`);
}

/** An instant that can't be is now. */
function instantSince(earliest: string, told: string): string {
  const [now, then] = [Date.now(), Date.parse(told)];
  return new Date(then >= Date.parse(earliest) && then <= now ? then : now).toISOString();
}

function seconds(told: Readonly<Record<string, number>>): Record<string, number> {
  return cut(told, (value) => Math.min(value, MOST_JOB_SECONDS));
}

function cut<T>(told: Readonly<Record<string, T>>, value: (one: T) => T): Record<string, T> {
  const few = Object.entries(told).slice(0, MOST_MODULES);
  return Object.fromEntries(few.map(([name, one]) => [name.slice(0, LONGEST_NAME), value(one)]));
}

function text(told: string): string {
  return printableLines(told.slice(0, LONGEST_TEXT)).join("\n");
}
