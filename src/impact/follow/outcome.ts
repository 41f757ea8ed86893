import type { ShardNode } from "../../shard/records.ts";
import type { Shard } from "../../shard/shard.ts";

/** Something of an installed distribution. */
export interface FoundObject {
  is: "object";
  shard: Shard;
  node: ShardNode;
  /** An instance of the class that `node` is, and not that class. */
  isInstance: boolean;
  /** The name that leads to it from its distribution's import name on, as it was asked for. */
  name: string;
  /** The class that it was looked up in, where it is a member of one. */
  receiver?: FoundObject;
  /** Whether that was through an instance: what is bound is not given by the call. */
  isBound: boolean;
  /** Distributions that the way led through, the first one that of the import. */
  through: readonly string[];
}

/** A name that what holds it has not. */
export interface Missing {
  is: "missing";
  /** What should have it; undefined for a module that the distribution has not. */
  holder: FoundObject | undefined;
  /** The whole name that is not there. */
  name: string;
  /** Its last part. */
  leaf: string;
  distribution: string;
  through: readonly string[];
  /**
   * `sure`: what holds it says all that it has. `likely`: an instance, or a class of the project, may have got it in a way
   * that is not seen; it is missing where another release has it.
   */
  certainty: "sure" | "likely";
}

/** Something that nobody can follow, or that is the project's own. */
export interface Unknown {
  is: "unknown";
  /** The distribution that the import led to, where it led to one. */
  through: readonly string[];
  /** The name that a module has not, but may make when it is asked for it by its `__getattr__`. */
  mayBeMade?: string;
}

/** What a symbol leads to in a world. */
export type Outcome = FoundObject | Missing | Unknown;

export function unknown(through: readonly string[] = []): Unknown {
  return { is: "unknown", through };
}
