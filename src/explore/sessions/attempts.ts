import type { Setup } from "../../setups/preparation.ts";
import type { Problem } from "../../shard/records.ts";
import type { SessionReceiver } from "../session/receiver.ts";
import type { Death } from "../session/session.ts";
import type { Step } from "../session/steps.ts";
import type { ExplorationTarget, SessionPlan } from "./sessions.ts";

/** How many deaths are looked into one by one. After them, what had not been imported yet is not imported at all. */
export const MAX_DEATHS = 50;

/**
 * How many modules may have a session of their own because they replaced functions that all share. When there are more,
 * they all import the one that does it, and the functions are put back after each import instead.
 */
const MAX_TAMPERERS = 2;

const NOT_IMPORTED = "NotImported";

/**
 * What the next session has to do, given how the ones before it died.
 *
 * Each death takes one module (or `.pth` files, or a setup) out. When there are too many deaths, or no time is
 * left, the session after takes out everything that had not been finished; when even that dies, everything.
 */
export class Attempts {
  readonly #target: ExplorationTarget;
  readonly #skip: Map<string, string>;
  readonly #problems: Problem[] = [];
  readonly #careful = new Set<string>();
  readonly #culprits = new Set<string>();
  readonly #barred = new Map<string, string>();
  readonly #finished = new Set<string>();
  #setups: readonly Setup[];
  #site = true;
  #tamperers = 0;
  #deaths = 0;
  #phase: "all" | "finished" | "none" = "all";

  constructor(target: ExplorationTarget) {
    this.#target = target;
    this.#skip = new Map(Object.entries(target.skip));
    this.#setups = target.setups;
  }

  /** Whether modules are still tried that no session has finished. */
  get triesAll(): boolean {
    return this.#phase === "all";
  }

  /** What the next session of all modules has to do. */
  get plan(): SessionPlan {
    const skip = Object.fromEntries(this.#skip);
    return {
      ...{ skip, only: null, careful: [...this.#careful], barred: Object.fromEntries(this.#barred) },
      ...{ setups: this.#setups, site: this.#site, lingerSeconds: 0 },
      putBack: this.#tamperers > MAX_TAMPERERS,
    };
  }

  /**
   * What a session of some modules only has to do: they are tried, whatever was found of them before.
   *
   * @param without further modules that must not be imported, by others neither
   */
  planOf(only: readonly string[], without: Readonly<Record<string, string>> = {}): SessionPlan {
    const wanted = new Set(only);
    const skip = [...this.#skip].filter(([module]) => !wanted.has(module) || module in this.#target.skip);
    const barred = [...this.#barred].filter(([module]) => !wanted.has(module));
    return {
      ...this.plan,
      skip: { ...Object.fromEntries(skip), ...without },
      barred: { ...Object.fromEntries(barred), ...without },
      only,
    };
  }

  /** Whether a module that died when it was looked at may be looked at again, without running code of it. */
  mayLookAgain(at: Step, stage: Death["stage"]): boolean {
    const isKnown = this.#careful.has(at.module) || this.#skip.has(at.module);
    return at.stage === "walk" && stage !== "tamper" && !isKnown;
  }

  /** The modules that are not to be imported any more. */
  get skipped(): string[] {
    return [...this.#skip.keys()];
  }

  /** The modules that were to blame, without those that are only below one. */
  get culprits(): string[] {
    return [...this.#culprits];
  }

  /**
   * Draws the conclusion from a death.
   *
   * @param isTimeLeft whether there is time for a further session that may die
   * @returns false when nothing is left that could be taken out
   */
  learn(death: Death, receiver: SessionReceiver, isTimeLeft: boolean): boolean {
    this.#deaths += 1;
    const isNews = this.#blame(death, receiver);
    const modules = receiver.start?.modules ?? [];
    for (const module of modules.filter((name) =>
      receiver.steps.hasFinished({ stage: "import", module: name }),
    )) {
      this.#finished.add(module);
    }
    if (this.#phase === "all") {
      if (!isNews || !isTimeLeft || this.#deaths >= MAX_DEATHS) {
        this.#phase = "finished";
        const why = isTimeLeft ? `the exploration died ${this.#deaths} times before` : "the time was used up";
        this.#takeOut(
          modules.filter((module) => !this.#finished.has(module)),
          why,
        );
      }
      return true;
    }
    if (this.#phase === "finished") {
      this.#phase = "none";
      this.#site = false;
      this.#setups = [];
      this.#takeOut(modules, "the exploration died however little was imported");
      return true;
    }
    return false;
  }

  /**
   * What the receiver has to say: of the modules that the pkginfo skips, and of every death.
   *
   * @param imported modules that were imported in the end, in sessions of their own
   * @param failed why modules could not be imported there
   */
  problems(
    planned: readonly string[],
    imported: ReadonlySet<string> = new Set(),
    failed: ReadonlyMap<string, Problem> = new Map(),
  ): Problem[] {
    const modules = new Set(planned);
    const deaths = this.#problems
      .filter(({ module, error }) => error !== NOT_IMPORTED || !imported.has(module))
      .map((problem) => (problem.error === NOT_IMPORTED && failed.get(problem.module)) || problem);
    const skipped = Object.entries(this.#target.skip).map(([module, reason]): Problem => {
      const message = modules.has(module) ? reason : `${reason} (the distribution has no module ${module})`;
      return {
        record: "problem",
        module: modules.has(module) ? module : "",
        stage: "import",
        error: "Skipped",
        message,
      };
    });
    return [...skipped, ...deaths];
  }

  /** @returns whether the next session will be different for it */
  #blame({ at, stage, error, message }: Death, receiver: SessionReceiver): boolean {
    if (at === undefined) {
      return false;
    }
    if (this.mayLookAgain(at, stage)) {
      this.#careful.add(at.module);
      this.#problems.push({ record: "problem", module: at.module, stage: "walk", error, message });
      return true;
    }
    if (at.stage === "setup") {
      const culprit = this.#setups[receiver.steps.begunSetups - 1];
      const said = culprit === undefined ? message : `${culprit.name}: ${message}`;
      this.#problems.push({ record: "problem", module: at.module, stage, error, message: said });
      this.#setups = this.#setups.filter((setup) => setup !== culprit);
      return culprit !== undefined;
    }
    this.#problems.push({ record: "problem", module: at.module, stage, error, message });
    if (at.stage === "site") {
      const isNews = this.#site;
      this.#site = false;
      return isNews;
    }
    if (this.#skip.has(at.module)) {
      return false;
    }
    this.#skip.set(at.module, message);
    this.#culprits.add(at.module);
    if (at.stage === "import") {
      if (error === "Tampered") {
        // It lets others go on, who may need it.
        this.#tamperers += 1;
      } else {
        this.#barred.set(at.module, message);
      }
      // Importing any of them imports the package first.
      const below = (receiver.start?.modules ?? []).filter((module) => module.startsWith(`${at.module}.`));
      this.#takeOut(below, `its package ${at.module} ended the session when it was imported`);
    }
    return true;
  }

  #takeOut(modules: readonly string[], why: string): void {
    for (const module of modules) {
      if (!this.#skip.has(module)) {
        this.#skip.set(module, why);
        const message = `not imported: ${why}`;
        this.#problems.push({ record: "problem", module, stage: "limit", error: NOT_IMPORTED, message });
      }
    }
  }
}
