import { InputError } from "../errors/input-error.ts";
import type { OutputLog } from "../exec/output-log.ts";
import { isSameVersion } from "../releases/versions.ts";
import { excerpt } from "../shard/excerpt.ts";
import type { NodeKind, ShardContent } from "../shard/records.ts";
import { Assembly } from "./assembly.ts";
import { type ModuleReport, moduleReports } from "./module-reports.ts";
import type { ReceiverLimits } from "./session/limits.ts";
import type { StartEvent } from "./session/protocol.ts";
import type { SessionReceiver } from "./session/receiver.ts";
import { explorerFailure, type Sandbox } from "./session/session.ts";
import type { Step } from "./session/steps.ts";
import { ExplorerApart } from "./sessions/apart.ts";
import { Attempts } from "./sessions/attempts.ts";
import { familyOf, judge, type OwnSession } from "./sessions/blame.ts";
import { type ExplorationTarget, type SessionReport, Sessions } from "./sessions/sessions.ts";

/** The content of a shard, ready to be written, and how it was come by. */
export interface Exploration extends ShardContent {
  sessions: readonly SessionReport[];
  /** What the shard does not hold of each planned module, and, under the empty name, of what runs before all modules. */
  moduleReports: ReadonlyMap<string, ModuleReport>;
  counts: ReadonlyMap<NodeKind, number>;
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
  /** What the image must have: another release, where that is known beforehand, or another Python, is an error. */
  expected: { version?: string; python: string };
  log: OutputLog;
  /** For each stage of each module. Default 60. */
  stepTimeoutSeconds?: number;
  /** Until a session's explorer begins, where that is more. Default 60. */
  startTimeoutSeconds?: number;
  /** For all sessions that try modules which none has finished. */
  timeoutSeconds: number;
  limits?: ReceiverLimits;
  /** How many sessions may run at once: one or two. Default: as many as the machine has processors. */
  sessionsAtOnce?: number;
  signal?: AbortSignal;
  onProgress?: (progress: ExplorationProgress) => void;
}

/**
 * Explores the distribution that a sandbox has, in as many sessions as it takes: a session that dies at a module, or
 * finds that it tampered with what all modules share, is started again without it. Modules that were not imported with
 * the others get sessions of their own; what can't be imported at all is read from its source.
 *
 * @throws InputError when the explorer can't start there, or the image holds something else
 */
export async function explore(sandbox: Sandbox, options: ExploreOptions): Promise<Exploration> {
  const { target, log, signal, limits, stepTimeoutSeconds = 60, timeoutSeconds, onProgress } = options;
  const sessions = new Sessions(sandbox, {
    ...{ target, log, signal, limits, stepTimeoutSeconds, timeoutSeconds },
    ...{ startTimeoutSeconds: options.startTimeoutSeconds, sessionsAtOnce: options.sessionsAtOnce },
    onProgress: (receiver, session) => onProgress?.(progressOf(receiver, session)),
  });
  const attempts = new Attempts(target);
  const own = new Map<string, OwnSession>();
  const apart = new ExplorerApart(sessions, attempts, own);
  const assembly = new Assembly(attempts, own);
  const { main, found } = await exploreTogether(sessions, attempts, own, apart, assembly, options)
    .then(async (done) => ({ main: done, found: await apart.finish(done) }))
    .finally(() => apart.drop());
  const { content, supply } = assembly.of(main, found);
  const counts = new Map<NodeKind, number>();
  for (const { kind } of content.nodes) {
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  const reports = moduleReports(main.start?.modules ?? [], supply, main, sessions.reports);
  return { ...content, sessions: sessions.reports, moduleReports: reports, counts };
}

/** All modules in one session, without those that end it. */
async function exploreTogether(
  sessions: Sessions,
  attempts: Attempts,
  own: Map<string, OwnSession>,
  apart: ExplorerApart,
  assembly: Assembly,
  options: ExploreOptions,
): Promise<SessionReceiver> {
  const { distribution } = options.target;
  for (;;) {
    const end = await sessions.run(attempts.plan, {
      purpose: "all",
      onImported: (receiver, missing) => apart.begin(receiver, missing),
      onDone: (receiver) => {
        const found = apart.foundBy(receiver);
        if (found !== undefined) {
          // Its container has yet to end, which takes as long.
          assembly.of(receiver, found);
        }
      },
      isLast: !attempts.triesAll,
      // Nobody else can suffer from what the package does that all others are in.
      mayTamper: (module, { modules }) => familyOf(module, modules).length === modules.length,
    });
    const { receiver, death } = end;
    checkStart(receiver.start, options);
    if (death === undefined) {
      return receiver;
    }
    await apart.drop();
    if (death.at === undefined) {
      throw explorerFailure(distribution, death, sessions.lastLines());
    }
    const verdict = attempts.triesAll ? await judge({ ...end, death }, sessions, attempts) : { death };
    if (verdict.own !== undefined) {
      own.set(verdict.own.module, verdict.own.session);
    }
    if (!attempts.learn(verdict.death, receiver, sessions.isTimeLeft)) {
      throw new InputError({
        message: `${distribution} can't be explored: the session died even with nothing imported: ${death.message}`,
        fix: "see the log, and name what must not be imported under `skip`",
      });
    }
  }
}

function checkStart(start: StartEvent | undefined, { target, expected }: ExploreOptions): void {
  if (start === undefined) {
    return;
  }
  const { distribution, python } = start;
  const isExpected =
    distribution.name === target.distribution &&
    python === expected.python &&
    (expected.version === undefined || isSameVersion(distribution.version, expected.version));
  if (!isExpected) {
    const found = `${excerpt(distribution.name)} ${excerpt(distribution.version)} on Python ${python}`;
    const wanted = `"${target.distribution}" "${expected.version ?? ""}" on Python ${expected.python}`;
    throw new InputError({
      message: `the image has ${found}, expected ${wanted}`,
      fix: "build the image again",
    });
  }
}

function progressOf(receiver: SessionReceiver, session: number): ExplorationProgress {
  return {
    session,
    step: receiver.steps.atWork,
    finishedModules: receiver.steps.finishedImports,
    plannedModules: receiver.start?.modules.length ?? 0,
  };
}
