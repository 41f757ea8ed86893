import type { ImportNeed, Owner } from "../../../ask/taken/imports.ts";
import { figure } from "../../../exec/figure.ts";
import { printableLine } from "../../../exec/printable.ts";
import type { Shard } from "../../../shard/shard.ts";
import type { Context } from "../../context.ts";
import { releaseText } from "../release-text.ts";

/** How a person reads texts: with which colours, on how many columns. */
export interface Looks {
  colors: Context["colors"];
  width: number;
  /** Whether long lists are shown whole. */
  all: boolean;
}

/** @param all whether lists are wanted whole */
export function looksOf({ colors }: Pick<Context, "colors">, all = false): Looks {
  return { colors, width: process.stdout.columns ?? 100, all };
}

/** What is said of an import that is not made whenever its module is loaded. */
export const NEED_WORDS: Readonly<Record<ImportNeed, string>> = {
  always: "",
  optional: "optional",
  lazy: "in functions only",
  lazyOptional: "optional, in functions only",
  main: "as a program only",
  typing: "for type checkers only",
};

/** The release that a shard is of, for a person. */
export function distributionText({ header: { distribution } }: Shard): string {
  return releaseText(distribution.name, distribution.version);
}

/** `urllib3 2.8.0`, `Python 3.13`; nothing for what is the shard's own. */
export function ownerText(owner: Owner, python: string): string {
  if (owner === null) {
    return "not installed";
  }
  if (typeof owner === "string") {
    return owner === "python" ? `Python ${python}` : "";
  }
  return `${owner.distribution} ${printableLine(owner.version)}`;
}

/** Why nothing may be told of a shard that tells of no imports at all; undefined of others. */
export function untoldText(shard: Shard): string | undefined {
  const { imports, uses, requirements } = shard;
  return imports.length + uses.length + requirements.length > 0
    ? undefined
    : `${distributionText(shard)} tells of no imports; if it was explored by an earlier importgraph, explore it again: ./scripts/explore ${shard.header.distribution.name}`;
}

/** A list's first ones, and how many more there are. */
export function shortened(texts: readonly string[], shown: number, { all }: Pick<Looks, "all">): string[] {
  return all || texts.length <= shown + 1
    ? [...texts]
    : [...texts.slice(0, shown), `… and ${figure(texts.length - shown)} more`];
}
