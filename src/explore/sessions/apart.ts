/** What could not be imported together with the other modules: by itself, once more, or read from its source. */

import type { Problem } from "../../shard/records.ts";
import type { SessionReceiver } from "../session/receiver.ts";
import { importedBy } from "../session/supply.ts";
import type { Attempts } from "./attempts.ts";
import { exploreAlone, familyOf, type OwnSession } from "./blame.ts";
import type { Sessions } from "./sessions.ts";
import { modulesToTryAgain } from "./try-again.ts";

/** A session that imported some of the modules, and which. */
export interface Apart {
  receiver: SessionReceiver;
  modules: readonly string[];
}

/** What became of the modules that the session of all has not imported. */
export interface FoundApart {
  others: readonly Apart[];
  source: SourceRead;
}

export interface SourceRead {
  receiver: SessionReceiver | undefined;
  problems: Problem[];
}

/** How many modules that were taken out of the session of all get one of their own, beside those that have it. */
const MAX_OWN_SESSIONS = 10;

/** How many files may end the session that reads them. */
const MAX_UNREADABLE = 5;

/** What the session of all did not import, as far as that was tried again. */
interface Rest {
  again: Apart | undefined;
  /** The modules that were read. */
  read: readonly string[];
  source: SourceRead;
}

/** What was begun beside the session of all, and what it came to once it has. */
interface Ahead {
  rest: Promise<Rest>;
  drop: AbortController;
  done?: Rest;
}

/**
 * Explores what the session of all modules has not imported. Where two sessions may run at once, the part that needs
 * to know no more than which modules these are begins while the others are still looked at.
 */
export class ExplorerApart {
  readonly #sessions: Sessions;
  readonly #attempts: Attempts;
  readonly #own: Map<string, OwnSession>;
  #ahead: Ahead | undefined;

  /** @param own the modules that have had a session of their own already; those that get one now are added */
  constructor(sessions: Sessions, attempts: Attempts, own: Map<string, OwnSession>) {
    this.#sessions = sessions;
    this.#attempts = attempts;
    this.#own = own;
  }

  /**
   * To be called when a session of all modules has imported what it can.
   *
   * @param missing the planned modules that it could not import
   */
  begin(main: SessionReceiver, missing: ReadonlySet<string>): void {
    // What is imported by sessions of their own, which come first, is neither tried again nor read.
    if (this.#ahead === undefined && this.#sessions.mayRunTwo && this.#withoutOwn().length === 0) {
      const drop = new AbortController();
      const rest = this.#tryRest(main, inOrder(main, missing), drop.signal);
      const ahead: Ahead = { rest, drop };
      this.#ahead = ahead;
      rest.then(
        (done) => {
          ahead.done = done;
        },
        // Whoever waits for it hears of its failure; nobody may.
        () => {},
      );
    }
  }

  /** Ends what has begun: the session that it began beside is of no use. */
  async drop(): Promise<void> {
    const ahead = this.#ahead;
    this.#ahead = undefined;
    ahead?.drop.abort();
    await ahead?.rest.catch(() => {});
  }

  /** What finishing will find, where that is known already. */
  foundBy(main: SessionReceiver): FoundApart | undefined {
    const done = this.#ahead?.done;
    if (done === undefined) {
      return undefined;
    }
    // What is read depends on what else is: whatever was begun early, the same is to be found.
    const { others, unread } = this.#left(main, done.again);
    return unread.join() === done.read.join() ? { others, source: done.source } : undefined;
  }

  /** @param main the session of all modules, done */
  async finish(main: SessionReceiver): Promise<FoundApart> {
    const ahead = await this.#ahead?.rest;
    const found = this.foundBy(main);
    if (found !== undefined) {
      return found;
    }
    const planned = main.start?.modules ?? [];
    for (const module of this.#withoutOwn()) {
      if (this.#attempts.triesAll && this.#sessions.isTimeLeft) {
        const options = { module, modules: planned, purpose: "own" } as const;
        this.#own.set(module, await exploreAlone(this.#sessions, this.#attempts, options));
      }
    }
    const again = ahead === undefined ? await this.#tryAgain(main) : ahead.again;
    const { others, unread } = this.#left(main, again);
    return { others, source: await this.#readSources(unread) };
  }

  /**
   * The sessions that imported something apart from the others, and what they leave to be read.
   *
   * @param missing what the session of all could not import
   */
  #left(
    main: SessionReceiver,
    again: Apart | undefined,
    missing: readonly string[] = missingModules(main, this.#attempts),
  ): { others: Apart[]; unread: string[] } {
    const planned = main.start?.modules ?? [];
    const own = [...this.#own].flatMap(([module, { receiver }]) =>
      receiver === undefined ? [] : [{ receiver, modules: familyOf(module, planned) }],
    );
    const others = again === undefined ? own : [...own, again];
    return { others, unread: notImportedBy(others, missing) };
  }

  /** The modules that are still to have a session of their own. */
  #withoutOwn(): string[] {
    return this.#attempts.culprits.filter((module) => !this.#own.has(module)).slice(0, MAX_OWN_SESSIONS);
  }

  async #tryRest(main: SessionReceiver, missing: readonly string[], signal: AbortSignal): Promise<Rest> {
    const again = await this.#tryAgain(main, signal);
    const { unread } = this.#left(main, again, missing);
    return { again, read: unread, source: await this.#readSources(unread, signal) };
  }

  /** In another order, and without what the others leave behind. */
  async #tryAgain(main: SessionReceiver, signal?: AbortSignal): Promise<Apart | undefined> {
    const { records, asides, start } = main;
    const modules = modulesToTryAgain(
      records,
      asides.tracebacks,
      start?.modules ?? [],
      this.#attempts.skipped,
    );
    if (modules.length === 0 || !this.#attempts.triesAll || !this.#sessions.isTimeLeft) {
      return undefined;
    }
    const plan = this.#attempts.planOf(modules);
    const { receiver, death } = await this.#sessions.run(plan, { purpose: "again", signal });
    return death === undefined ? { receiver, modules } : undefined;
  }

  /** Modules from their source; without those that it is not even possible to read, which is said as a problem. */
  async #readSources(modules: readonly string[], signal?: AbortSignal): Promise<SourceRead> {
    const skip: Record<string, string> = {};
    const problems: Problem[] = [];
    while (modules.length > 0) {
      const plan = { ...this.#attempts.planOf(modules), skip };
      const { receiver, death } = await this.#sessions.run(plan, { purpose: "source", isLast: true, signal });
      if (death === undefined) {
        return { receiver, problems };
      }
      const { at, error, message } = death;
      const module = at?.module ?? "";
      problems.push({ record: "problem", module, stage: "source", error, message });
      // It may be at a module that was not asked for, and that the names of others lead to.
      if (module === "" || Object.hasOwn(skip, module) || problems.length >= MAX_UNREADABLE) {
        break;
      }
      skip[module] = message;
    }
    return { receiver: undefined, problems };
  }
}

/** Module → why it could not be imported in a session without the others. */
export function importProblems(sessions: readonly Apart[]): Map<string, Problem> {
  const problems = sessions.flatMap(({ receiver, modules }) =>
    receiver.records
      .filter((record) => record.record === "problem")
      .filter(({ stage, module }) => stage === "import" && modules.includes(module)),
  );
  return new Map(problems.map((problem) => [problem.module, problem]));
}

/** The modules that were to be imported in the main session, and were not. */
function missingModules(main: SessionReceiver, { skipped }: Attempts): string[] {
  const failed = main.records
    .filter((record) => record.record === "node")
    .filter(({ kind, imported }) => kind === "module" && imported === false);
  const modules = new Set([...failed.map(({ id }) => id), ...skipped]);
  return notImportedBy([{ receiver: main }], inOrder(main, modules));
}

/** Modules in the order of the plan. */
function inOrder(main: SessionReceiver, modules: ReadonlySet<string>): string[] {
  return (main.start?.modules ?? []).filter((module) => modules.has(module));
}

function notImportedBy(others: readonly Pick<Apart, "receiver">[], modules: readonly string[]): string[] {
  const imported = new Set(others.flatMap(({ receiver }) => [...importedBy(receiver)]));
  return modules.filter((module) => !imported.has(module));
}
