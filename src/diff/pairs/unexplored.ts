import type { Shard } from "../../shard/shard.ts";
import type { ApiObject } from "../api.ts";

/** Names of which nothing can be told, and why: what they are in was not explored. */
export interface Unknown {
  module: string;
  error: string;
  message: string;
  /** How many names of the old release are in it. */
  names: number;
}

/** The modules of a release that could not be imported, and how many names are in them. */
export class Unexplored {
  readonly #shard: Shard;
  readonly #counts = new Map<string, number>();

  constructor(shard: Shard) {
    this.#shard = shard;
  }

  /** Whether a name or id stands in a module that was not imported. */
  has(name: string): boolean {
    return this.#around(name) !== undefined;
  }

  /** Counts an object for the module that it stands in. */
  count({ node, names: [name] }: ApiObject): void {
    const module = this.#around(name) ?? this.#around(node.id);
    if (module !== undefined) {
      this.#counts.set(module, (this.#counts.get(module) ?? 0) + 1);
    }
  }

  /** The modules that names were counted for. */
  counted(): Unknown[] {
    return [...this.#counts].map(([module, names]) => {
      const problems = this.#shard.problems.filter((one) => one.module === module && one.stage !== "walk");
      const { error, message } = problems[0] ?? { error: "Unknown", message: "" };
      return { module, error, message, names };
    });
  }

  #around(name: string): string | undefined {
    const parts = name.split(/[.:]/);
    const modules = parts.map((_, index) => parts.slice(0, parts.length - index).join("."));
    return modules.find((module) => this.#shard.node(module)?.imported === false);
  }
}
