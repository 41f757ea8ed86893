import type { Problem } from "../shard/records.ts";
import { SESSION_PROTOCOL, type SessionJob } from "./protocol.ts";
import type { SessionReceiver } from "./receiver.ts";
import type { Death } from "./session.ts";

/** What is to be explored, as the pkginfo has it. */
export interface ExplorationTarget {
  /** Normalised name. */
  distribution: string;
  importNames: readonly string[] | undefined;
  /** Module → why it is not imported. */
  skip: Readonly<Record<string, string>>;
  setup: string | undefined;
}

/** How many deaths are looked into one by one. After them, what had not been imported yet is not imported at all. */
export const MAX_DEATHS = 20;

/**
 * What the next session has to do, given how the ones before it died.
 *
 * Each death takes one module (or `.pth` files, or the setup) out. When there are too many deaths, or no time is
 * left, the session after takes out everything that had not been finished; when even that dies, everything.
 */
export class Attempts {
  readonly #target: ExplorationTarget;
  readonly #skip: Map<string, string>;
  readonly #problems: Problem[] = [];
  readonly #finished = new Set<string>();
  #setup: string | null;
  #site = true;
  #deaths = 0;
  #phase: "all" | "finished" | "none" = "all";

  constructor(target: ExplorationTarget) {
    this.#target = target;
    this.#skip = new Map(Object.entries(target.skip));
    this.#setup = target.setup ?? null;
  }

  /** Whether modules are still tried that no session has finished. */
  get triesAll(): boolean {
    return this.#phase === "all";
  }

  job(): SessionJob {
    return {
      protocol: SESSION_PROTOCOL,
      distribution: this.#target.distribution,
      importNames: this.#target.importNames ?? null,
      skip: Object.fromEntries(this.#skip),
      setup: this.#setup,
      site: this.#site,
    };
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
    for (const module of modules.filter((name) => receiver.hasFinished({ stage: "import", module: name }))) {
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
      this.#setup = null;
      this.#takeOut(modules, "the exploration died however little was imported");
      return true;
    }
    return false;
  }

  /** What the receiver has to say: of the modules that the pkginfo skips, and of every death. */
  problems(planned: readonly string[]): Problem[] {
    const modules = new Set(planned);
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
    return [...skipped, ...this.#problems];
  }

  /** @returns whether the next session will be different for it */
  #blame({ at, stage, error, message }: Death, receiver: SessionReceiver): boolean {
    if (at === undefined) {
      return false;
    }
    this.#problems.push({ record: "problem", module: at.module, stage, error, message });
    if (at.stage === "site") {
      const isNews = this.#site;
      this.#site = false;
      return isNews;
    }
    if (at.stage === "setup") {
      const isNews = this.#setup !== null;
      this.#setup = null;
      return isNews;
    }
    if (this.#skip.has(at.module)) {
      return false;
    }
    this.#skip.set(at.module, message);
    if (at.stage === "import") {
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
        this.#problems.push({ record: "problem", module, stage: "limit", error: "NotImported", message });
      }
    }
  }
}
