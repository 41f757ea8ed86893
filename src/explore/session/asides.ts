import type { Ref } from "../../shard/records.ts";
import type { SessionEvent, Traceback } from "./protocol.ts";

/** Of more modules no traceback is kept. */
const MAX_TRACEBACKS = 2000;

/** Of more names it is not kept what they lead to. */
const MAX_NAMES = 200_000;

/** Module that could not be imported → dotted names in it → what they lead to. */
export type Named = ReadonlyMap<string, ReadonlyMap<string, Ref>>;

/** What a session tells that is no record: of modules that it could not import. */
export class Asides {
  readonly #tracebacks = new Map<string, Traceback>();
  readonly #named = new Map<string, Map<string, Ref>>();
  #names = 0;

  /** Module → how the error came about for which it could not be imported. */
  get tracebacks(): ReadonlyMap<string, Traceback> {
    return this.#tracebacks;
  }

  get named(): Named {
    return this.#named;
  }

  takeTraceback(traceback: Traceback): void {
    if (this.#tracebacks.size < MAX_TRACEBACKS) {
      this.#tracebacks.set(traceback.module, traceback);
    }
  }

  takeNames({ module, names }: Extract<SessionEvent, { event: "named" }>): void {
    const known = this.#named.get(module) ?? new Map<string, Ref>();
    this.#named.set(module, known);
    for (const [name, ref] of Object.entries(names)) {
      if (this.#names < MAX_NAMES && !known.has(name)) {
        this.#names += 1;
        known.set(name, ref);
      }
    }
  }
}
