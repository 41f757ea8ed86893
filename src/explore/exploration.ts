import type { OutputLog } from "../exec/output-log.ts";
import { InputError } from "../input-error.ts";
import { compareVersions, normalizeVersion } from "../releases/versions.ts";
import { excerpt } from "../shard/check-record.ts";
import { checkInvariants } from "../shard/invariants.ts";
import type { NodeKind, ShardContent } from "../shard/records.ts";
import { Attempts, type ExplorationTarget } from "./attempts.ts";
import type { StartEvent } from "./protocol.ts";
import type { ReceiverLimits, SessionReceiver, Step } from "./receiver.ts";
import { explorerFailure, runSession, type Sandbox } from "./session.ts";
import { settle } from "./settle.ts";

/** The content of a shard, ready to be written, and how it was come by. */
export interface Exploration extends ShardContent {
  sessions: readonly SessionReport[];
  /** Seconds of importing and walking each module, in the session that the shard is made of. */
  secondsOfModules: ReadonlyMap<string, number>;
  counts: ReadonlyMap<NodeKind, number>;
}

export interface SessionReport {
  seconds: number;
  /** Where and why it died, and the last lines that it printed; undefined for the last one. */
  death?: { at: Step; message: string; lines: readonly string[] };
}

/** How far an exploration is, for a person who waits. */
export interface ExplorationProgress {
  /** Number of the session, from 1. */
  session: number;
  /** What runs now; undefined before the first. */
  step: Step | undefined;
  finishedModules: number;
  plannedModules: number;
}

export interface ExploreOptions {
  target: ExplorationTarget;
  /** What the image must have: another release, or another Python, is an error. */
  expected: { version: string; python: string };
  log: OutputLog;
  /** For each stage of each module. Default 60. */
  stepTimeoutSeconds?: number;
  /** For all sessions that try modules which none has finished. */
  timeoutSeconds: number;
  limits?: ReceiverLimits;
  signal?: AbortSignal;
  onProgress?: (progress: ExplorationProgress) => void;
}

/** How much of what was printed is told with a death. */
const TAIL_LINES = 15;

/**
 * Explores the distribution that a sandbox has, in as many sessions as it takes: a session that dies at a module is
 * started again without it. The result is that of the last session alone, so the same image gives the same shard.
 *
 * @throws InputError when the explorer can't start there, or the image holds something else
 */
export async function explore(sandbox: Sandbox, options: ExploreOptions): Promise<Exploration> {
  const { target, log, signal, limits, stepTimeoutSeconds = 60, timeoutSeconds } = options;
  const attempts = new Attempts(target);
  const sessions: SessionReport[] = [];
  let secondsLeft = timeoutSeconds;
  for (;;) {
    const { receiver, death, seconds } = await runSession(sandbox, {
      job: attempts.job(),
      stepTimeoutSeconds,
      timeoutSeconds: attempts.triesAll ? secondsLeft : timeoutSeconds,
      log,
      ...(limits && { limits }),
      ...(signal && { signal }),
      onProgress: (current) => options.onProgress?.(progressOf(current, sessions.length + 1)),
    });
    secondsLeft -= seconds;
    checkStart(receiver.start, options);
    if (death === undefined) {
      sessions.push({ seconds });
      return finish(receiver, attempts, sessions);
    }
    if (death.at === undefined) {
      throw explorerFailure(target.distribution, death, log.tail(TAIL_LINES));
    }
    sessions.push({ seconds, death: { at: death.at, message: death.message, lines: log.tail(TAIL_LINES) } });
    if (!attempts.learn(death, receiver, secondsLeft > 1)) {
      throw new InputError({
        message: `${target.distribution} can't be explored: the session died even with nothing imported: ${death.message}`,
        fix: "see the log, and name what must not be imported under `skip`",
      });
    }
  }
}

function finish(
  receiver: SessionReceiver,
  attempts: Attempts,
  sessions: readonly SessionReport[],
): Exploration {
  const { start } = receiver;
  if (start === undefined) {
    throw new Error("a session was done that had not started");
  }
  const content = settle(start, receiver.records, attempts.problems(start.modules));
  const broken = checkInvariants(content);
  if (broken.length > 0) {
    throw new Error(`the receiver made a shard that breaks its own rules:\n${broken.join("\n")}`);
  }
  const counts = new Map<NodeKind, number>();
  for (const { kind } of content.nodes) {
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return { ...content, sessions, secondsOfModules: receiver.secondsOfModules, counts };
}

function checkStart(start: StartEvent | undefined, { target, expected }: ExploreOptions): void {
  if (start === undefined) {
    return;
  }
  const { distribution, python } = start;
  const isExpected =
    distribution.name === target.distribution &&
    python === expected.python &&
    isSameVersion(distribution.version, expected.version);
  if (!isExpected) {
    const found = `${excerpt(distribution.name)} ${excerpt(distribution.version)} on Python ${python}`;
    const wanted = `"${target.distribution}" "${expected.version}" on Python ${expected.python}`;
    throw new InputError({
      message: `the image has ${found}, expected ${wanted}`,
      fix: "build the image again",
    });
  }
}

function isSameVersion(found: string, expected: string): boolean {
  const normal = normalizeVersion(found);
  return found === expected || (normal !== undefined && compareVersions(normal, expected) === 0);
}

function progressOf(receiver: SessionReceiver, session: number): ExplorationProgress {
  return {
    session,
    step: receiver.step,
    finishedModules: receiver.finishedModules,
    plannedModules: receiver.start?.modules.length ?? 0,
  };
}
