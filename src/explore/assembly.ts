import { checkInvariants } from "../shard/invariants.ts";
import type { Problem, ShardContent } from "../shard/records.ts";
import type { CollectedRecord, SessionReceiver } from "./session/receiver.ts";
import { combine, type Supply } from "./session/supply.ts";
import { type FoundApart, importProblems } from "./sessions/apart.ts";
import type { Attempts } from "./sessions/attempts.ts";
import type { OwnSession } from "./sessions/blame.ts";
import { settle } from "./settle.ts";

/** The content of a shard, and which session each part of it is from. */
export interface Assembled {
  content: ShardContent;
  supply: Supply;
}

/** Makes the content of a shard of what sessions have found, once for the same sessions. */
export class Assembly {
  readonly #attempts: Attempts;
  readonly #own: ReadonlyMap<string, OwnSession>;
  #last: { sessions: readonly unknown[]; assembled: Assembled } | undefined;

  constructor(attempts: Attempts, own: ReadonlyMap<string, OwnSession>) {
    this.#attempts = attempts;
    this.#own = own;
  }

  /** @param main the session of all modules, done; after it no other one may have died */
  of(main: SessionReceiver, found: FoundApart): Assembled {
    const sessions = [main, found.source.receiver, ...found.others.map(({ receiver }) => receiver)];
    if (
      this.#last?.sessions.length !== sessions.length ||
      this.#last.sessions.some((one, at) => one !== sessions[at])
    ) {
      this.#last = { sessions, assembled: this.#assemble(main, found) };
    }
    return this.#last.assembled;
  }

  #assemble(main: SessionReceiver, { others, source }: FoundApart): Assembled {
    const { start } = main;
    if (start === undefined) {
      throw new Error("a session was done that had not started");
    }
    const supply = combine(start.modules, main, others, source.receiver);
    const said = this.#attempts.problems(start.modules, supply.importedElsewhere, importProblems(others));
    const ofOwn = [...this.#own.values()].flatMap(({ problems }) => problems);
    const problems = [...said, ...source.problems, ...ofOwn];
    const content = settle(start, withoutRepeated(supply.records, said), problems, main.asides.named);
    const broken = checkInvariants(content);
    if (broken.length > 0) {
      throw new Error(`the receiver made a shard that breaks its own rules:\n${broken.join("\n")}`);
    }
    return { content, supply };
  }
}

/** What is said of a module already is not said again by its own session, or by whoever reads its source. */
function withoutRepeated(records: readonly CollectedRecord[], said: readonly Problem[]): CollectedRecord[] {
  const tampered = new Set(said.filter(({ stage }) => stage === "tamper").map(({ module }) => module));
  const problems = records.filter((record) => record.record === "problem");
  const failed = new Set(
    problems.filter(({ stage }) => stage === "import").map(({ module, error }) => `${module} ${error}`),
  );
  return records.filter((record) => {
    if (record.record !== "problem") {
      return true;
    }
    const { stage, module, error } = record;
    return !(
      (stage === "tamper" && tampered.has(module)) ||
      // That it has no source is no news of what could not be imported.
      (stage === "source" && (failed.has(`${module} ${error}`) || error === "NoSource"))
    );
  });
}
