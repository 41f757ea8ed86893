import { existsSync } from "node:fs";
import { InputError } from "../../../errors/input-error.ts";
import { quoted } from "../../../errors/quoted.ts";
import { explorePackage, refuseToPublish } from "../../../run/package/explore.ts";
import { findTargets } from "../../../run/package/targets.ts";
import { openShard } from "../../../shard/open-shard.ts";
import type { Shard } from "../../../shard/shard.ts";
import { openKeptShard } from "../../../store/kept-shard.ts";
import type { Context } from "../../context.ts";
import { isFailed, type PackageOptions, runSettings, runTargets } from "../../package-jobs.ts";
import { failedText } from "../../results/package-summary.ts";
import { type Asked, findAnswering, namedReleases, unknownDistribution } from "../shard-choice.ts";

const SHARD_FILE = /\.jsonl(\.gz)?$/;

/** Whether a release is named by its shard alone, which nothing can be tried in. */
export function isShardFile(argument: string): boolean {
  return SHARD_FILE.test(argument);
}

/** How releases are explored that are not there yet. */
export interface ReleaseOptions extends PackageOptions {
  /** None is: one that is not there is an error. */
  kept?: boolean;
}

const VERSION = /^v?\d[\w.!+-]*$/;

/**
 * The shards of two releases. Each is named by a shard's file, a distribution with its version, the stem of a pkginfo, a
 * wheel, source distribution or project folder; the second also by a version alone, of the same distribution. What is not
 * explored yet is explored.
 *
 * @returns undefined where that failed, which was said
 * @throws InputError for what names no release; UsageError for one that is not there and must not be explored
 */
export async function twoReleases(
  context: Context,
  asked: Asked,
  named: readonly [string, string],
  options: ReleaseOptions,
): Promise<[Shard, Shard] | undefined> {
  const [old, now] = await releaseShards(context, asked, [named[0], wholeName(...named)], options);
  return old !== undefined && now !== undefined ? [old, now] : undefined;
}

/**
 * The shard of each release that is named as in {@link twoReleases}. What is not explored yet is explored.
 *
 * @returns undefined in the place of one where that failed, which was said
 * @throws InputError for what names no release; UsageError for one that is not there and must not be explored
 */
export async function releaseShards(
  context: Context,
  asked: Asked,
  named: readonly string[],
  options: ReleaseOptions,
): Promise<(Shard | undefined)[]> {
  const found = await Promise.all(named.map((argument) => keptShard(asked, argument)));
  const missing = named.filter((_, at) => found[at] === undefined);
  const [first] = missing;
  if (options.kept === true && first !== undefined) {
    throw unknownDistribution(asked, first);
  }
  const explored =
    missing.length === 0 ? new Map<string, Shard>() : await explore(context, asked, missing, options);
  return named.map((argument, at) => found[at] ?? explored?.get(argument));
}

/** The second release by its whole name: `django==4.2` and `5.2` are `django==5.2`. */
export function wholeName(old: string, now: string): string {
  return VERSION.test(now) && old.includes("==") ? `${old.split("==", 1)[0]}==${now}` : now;
}

/**
 * The shard of a release that is named as in {@link twoReleases}, where it need not be explored.
 *
 * @throws InputError for a shard's file that is not there
 */
export async function keptShard(
  asked: Pick<Asked, "store" | "shards">,
  argument: string,
): Promise<Shard | undefined> {
  if (SHARD_FILE.test(argument)) {
    if (!existsSync(argument)) {
      throw new InputError({
        message: `there is no shard ${quoted(argument)}`,
        fix: "give NAME==VERSION, and it is explored where it was not yet",
      });
    }
    return await openShard(argument);
  }
  const entry = findAnswering(asked, argument)?.entry ?? (await namedReleases(asked, [argument]))[0];
  return entry && (await openKeptShard(asked.store, entry));
}

async function explore(
  context: Context,
  { store }: Asked,
  missing: readonly string[],
  options: PackageOptions,
): Promise<Map<string, Shard> | undefined> {
  const targets = await findTargets(context.root, [...missing]);
  refuseToPublish(targets, store);
  const settings = { ...runSettings(context, options, store), store };
  const outcomes = await runTargets(
    context,
    targets,
    store,
    options,
    (target, workshop, report) => explorePackage(target, settings, workshop, report),
    ({ entry }) => ({ failed: false, headline: `${entry.version} is explored` }),
  );
  const failed = outcomes.filter(isFailed);
  for (const outcome of failed) {
    // Standard output is for the answer.
    context.say(`\n${failedText(context, outcome)}`);
  }
  if (failed.length > 0) {
    return undefined;
  }
  const shards = new Map<string, Shard>();
  for (const [at, outcome] of outcomes.entries()) {
    if (!isFailed(outcome)) {
      shards.set(missing[at] ?? "", await openKeptShard(store, outcome.entry));
    }
  }
  return shards;
}
