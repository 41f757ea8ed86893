/** Why something failed: what the rules recognise in logs and in the problems of shards. */

import { printableLine } from "../../exec/printable.ts";
import type { Problem } from "../../shard/records.ts";
import type { Rule, Where } from "../rules/rules.ts";
import { logLines } from "./log-lines.ts";

/** A cause of a failure, as a rule recognised it. */
export interface Cause {
  /** The same for the same cause, in whichever log: the rule and the key. */
  id: string;
  /** The name of the rule. */
  rule: string;
  /** What the pattern captured: a key for look-ups, and nothing that is proposed as it stands. */
  key?: string;
  where: Where;
  /** The line that says so, safe to print, at most 300 characters. */
  line: string;
  /** Of imports: the modules that could not be imported for it, sorted. */
  modules: readonly string[];
}

const MOST_CAUSES = 60;
const MOST_OF_A_RULE = 12;
const LONGEST_KEY = 200;
const LONGEST_SHOWN = 300;

/** The causes that the lines of a log tell, the more telling rules first, each cause once. */
export async function causesInLog(path: string, where: Where, rules: readonly Rule[]): Promise<Cause[]> {
  const found = new Found(rules, where);
  for await (const line of logLines(path)) {
    found.read(line);
  }
  return found.causes();
}

/** As {@link causesInLog}, of lines in memory. */
export function causesInLines(lines: Iterable<string>, where: Where, rules: readonly Rule[]): Cause[] {
  const found = new Found(rules, where);
  for (const line of lines) {
    found.read(line);
  }
  return found.causes();
}

/** The stages of problems that keep a module from being imported. */
const BROKEN: ReadonlySet<Problem["stage"]> = new Set(["import", "crash", "timeout", "memory", "limit"]);

/** The modules that could not be imported. */
export function brokenModules(problems: readonly Problem[]): Set<string> {
  return new Set(problems.filter(isBroken).map(({ module }) => module));
}

function isBroken({ stage, error, module }: Problem): boolean {
  return BROKEN.has(stage) && error !== "Skipped" && module !== "";
}

/**
 * The causes that problems of a shard tell, with the modules concerned. What a module says is asked of its own message
 * first, and of the messages that led to it only where that says nothing.
 *
 * @param tracebacks of modules, as Python tells them
 */
export function causesOfProblems(
  problems: readonly Problem[],
  tracebacks: ReadonlyMap<string, string>,
  rules: readonly Rule[],
): Cause[] {
  const found = new Found(rules, "import");
  const broken = problems.filter(isBroken);
  for (const problem of broken) {
    const { module, error, message } = problem;
    const own = `${error}: ${message}`.split("\n");
    if (!found.readAll(own, module)) {
      found.readLast((tracebacks.get(module) ?? "").split("\n"), module);
    }
  }
  // What keeps a package away keeps its modules away.
  for (const { module, message } of broken.toSorted(
    (left, right) => left.module.length - right.module.length,
  )) {
    const [, parent] = OF_ITS_PACKAGE.exec(message) ?? [];
    if (parent !== undefined) {
      found.follow(module, parent);
    }
  }
  return found.causes();
}

/** As the explorer says it of modules whose package could not be imported. */
const OF_ITS_PACKAGE = /^its package (\S+) is not imported$/;

class Found {
  readonly #rules: readonly Rule[];
  readonly #where: Where;
  readonly #causes = new Map<string, Cause & { rank: number; modules: string[] }>();

  constructor(rules: readonly Rule[], where: Where) {
    this.#rules = rules.filter((rule) => rule.in.includes(where));
    this.#where = where;
  }

  /** All that a message says: it may name several things, one of which would do. */
  readAll(lines: readonly string[], module: string): boolean {
    return lines.filter((line) => this.read(line, module)).length > 0;
  }

  /** What was raised last is the reason; what stands above it led to it. */
  readLast(lines: readonly string[], module: string): boolean {
    return lines.toReversed().some((line) => this.read(line, module));
  }

  /** The causes that concern one module concern another one, too. */
  follow(module: string, other: string): void {
    for (const { modules } of this.#causes.values()) {
      if (modules.includes(other)) {
        modules.push(module);
      }
    }
  }

  /** The first rule that knows the line has it. */
  read(line: string, module?: string): boolean {
    for (const rule of this.#rules) {
      const match = rule.pattern.exec(line);
      if (match !== null) {
        this.#add(rule, match.groups?.key?.slice(0, LONGEST_KEY), line, module);
        return true;
      }
    }
    return false;
  }

  #add({ name, rank }: Rule, key: string | undefined, line: string, module: string | undefined): void {
    const id = key === undefined ? name : `${name}: ${printableLine(key)}`;
    const known = this.#causes.get(id);
    if (known !== undefined) {
      if (module !== undefined) {
        known.modules.push(module);
      }
      return;
    }
    this.#makeRoomFor(name);
    this.#causes.set(id, {
      ...{ id, rule: name, rank, where: this.#where },
      ...(key !== undefined && { key }),
      line: printableLine(line.trim()).slice(0, LONGEST_SHOWN),
      modules: module === undefined ? [] : [module],
    });
  }

  /** What is told last stopped it: what gives way is what was told first. */
  #makeRoomFor(name: string): void {
    const all = [...this.#causes.values()];
    const same = all.filter(({ rule }) => rule === name);
    const first = same.length >= MOST_OF_A_RULE ? same[0] : all.length >= MOST_CAUSES ? all[0] : undefined;
    if (first !== undefined) {
      this.#causes.delete(first.id);
    }
  }

  causes(): Cause[] {
    return [...this.#causes.values()]
      .sort((left, right) => left.rank - right.rank)
      .map(({ rank: _, modules, ...cause }) => ({ ...cause, modules: [...new Set(modules)].sort() }));
  }
}
