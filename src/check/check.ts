/** What the author of a library is told before a release. */

import type { Change } from "../diff/diff.ts";
import type { NoticedChange, NoticedDifference } from "../diff/noticed.ts";
import type { Unknown } from "../diff/pairs/unexplored.ts";
import { rules } from "../diff/rules/rules.ts";
import type { InputProblem } from "../errors/input-error.ts";
import { compareVersions, normalizeVersion } from "../releases/versions.ts";
import type { Shard } from "../shard/shard.ts";
import type { Configuration, FailOn, Suppression } from "./configuration.ts";
import { type Deserved, deservedVersion, type Extent } from "./deserved-version.ts";
import { meansName } from "./name-pattern.ts";

/** A change that does not count, and why. */
export interface Suppressed {
  change: NoticedChange;
  by: Suppression;
}

export interface Check {
  /** What counts; what breaks most first. */
  changes: NoticedChange[];
  suppressed: Suppressed[];
  /** Suppressions that no longer hold, those that suppress nothing, and a comparison that is hardly the wanted one. */
  remarks: InputProblem[];
  /** What the release that is checked could not be asked for. */
  unknown: Unknown[];
  /** Undefined where versions say nothing. */
  deserved?: Deserved;
  /** Why the check fails, as a whole sentence without a full stop; undefined where it does not. */
  failure?: string;
}

/**
 * What a release would break that an older one offers, without what its project has decided to live with.
 *
 * @param found what it changes, of what is public as the configuration says
 * @param today such as `2026-11-29`: after which suppressions end
 */
export function checkRelease(
  [old, now]: readonly [Shard, Shard],
  found: NoticedDifference,
  configuration: Configuration,
  today: string,
): Check {
  const { suppressions, versioning, failOn } = configuration;
  const used = new Set<Suppression>();
  const suppressed: Suppressed[] = [];
  const changes = found.changes.filter((change) => {
    const meant = suppressions.filter((one) => suppresses(one, change));
    for (const one of meant) {
      used.add(one);
    }
    const by = meant.find((one) => !hasEnded(one, today));
    if (by !== undefined) {
      suppressed.push({ change, by });
    }
    return by === undefined;
  });
  const [before, after] = [old.header.distribution.version, now.header.distribution.version];
  const deserved = deservedVersion(before, after, extentOf(changes), versioning);
  const failure = failureOf(failOn, changes, deserved, after);
  return {
    ...{ changes, suppressed, unknown: found.unknown },
    remarks: [
      ...suppressions.flatMap((one) => remarkOn(one, used.has(one), today)),
      ...otherThan(old, now),
      ...olderThan(before, after),
    ],
    ...(deserved !== undefined && { deserved }),
    ...(failure !== undefined && { failure }),
  };
}

function suppresses({ rule, name, part }: Suppression, change: Change): boolean {
  return rule === change.rule && meansName(name, change.name) && (part === undefined || part === change.part);
}

/** It holds until that day has passed. */
function hasEnded({ until }: Suppression, today: string): boolean {
  return until !== undefined && today > until;
}

function remarkOn(one: Suppression, isUsed: boolean, today: string): InputProblem[] {
  const { place, rule, name, until } = one;
  if (!isUsed) {
    const message = `nothing is suppressed by ${rule} of ${name}`;
    return [{ place, message, fix: "correct its rule, name and part, or remove it" }];
  }
  return hasEnded(one, today)
    ? [
        {
          place,
          message: `the suppression of ${rule} of ${name} has ended on ${until}: what it suppressed counts again`,
          fix: "mend what it suppressed, or give it another date and say why",
        },
      ]
    : [];
}

/** A project may be called otherwise than before. */
function otherThan(old: Shard, now: Shard): InputProblem[] {
  const [before, after] = [old.header.distribution.name, now.header.distribution.name];
  return before === after
    ? []
    : [{ message: `${before} and ${after} are two distributions: their names are compared as they are` }];
}

/** Whoever mends an old line of versions compares with the release before, not with the newest one. */
function olderThan(old: string, now: string): InputProblem[] {
  const areVersions = [old, now].every((version) => normalizeVersion(version) !== undefined);
  return areVersions && compareVersions(old, now) > 0
    ? [
        {
          message: `the version ${now} is older than ${old}, which it is compared with`,
          fix: "compare it with the release before it, by its version",
        },
      ]
    : [];
}

function extentOf(changes: readonly Change[]): Extent {
  if (changes.some(({ level }) => level === "breaking")) {
    return "breaks";
  }
  return changes.some(({ level, rule }) => level !== "compatible" || adds(rule)) ? "adds" : "keeps";
}

/** Rules about what is new are about added objects, or are called so. */
function adds(rule: string): boolean {
  return rules.get(rule)?.on === "added" || rule.endsWith("-added");
}

function failureOf(
  failOn: FailOn,
  changes: readonly Change[],
  deserved: Deserved | undefined,
  version: string,
): string | undefined {
  const count = (level: Change["level"]) => changes.filter((change) => change.level === level).length;
  const [breaking, risky] = [count("breaking"), count("risky")];
  switch (failOn) {
    case "nothing":
      return undefined;
    case "version":
      return deserved?.isReached === false
        ? `the version ${version} promises more than is kept: its changes deserve ${deserved.version}`
        : undefined;
    case "risky":
      return breaking + risky === 0
        ? undefined
        : [breaking > 0 && breaks(breaking), risky > 0 && mayBreak(risky)].filter(Boolean).join(", and ");
    case "breaking":
      return breaking === 0 ? undefined : breaks(breaking);
  }
}

function breaks(count: number): string {
  return count === 1 ? "one change breaks code that uses it" : `${count} changes break code that uses it`;
}

function mayBreak(count: number): string {
  return count === 1 ? "one change may break some" : `${count} changes may break some`;
}
