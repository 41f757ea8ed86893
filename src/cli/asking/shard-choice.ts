import { nearNames } from "../../ask/near-names.ts";
import { InputError, type InputProblem } from "../../errors/input-error.ts";
import { quoted } from "../../errors/quoted.ts";
import { UsageError } from "../../errors/usage-error.ts";
import { printableLine } from "../../exec/printable.ts";
import { OpenGraph } from "../../graph/questions/open-graph.ts";
import { historyKey, readHistoryDocument } from "../../page/history-document.ts";
import { findServedGraph } from "../../page/served-graph.ts";
import { isProjectName, normalizeName } from "../../releases/project-name.ts";
import { isSameVersion } from "../../releases/versions.ts";
import { compareText } from "../../shard/canonical.ts";
import {
  type Answering,
  type AnsweringEntry,
  isOfVersion,
  newestFirst,
  newestOf,
} from "../../store/answering.ts";
import { readKeptHeader } from "../../store/kept-shard.ts";
import type { HeadEntry, ShardAddress } from "../../store/layout.ts";
import { currentShards } from "../../store/runs/current-shards.ts";
import { parseRunId } from "../../store/runs/id.ts";
import type { Store } from "../../store/store.ts";
import { storedReleases } from "../../store/stored-releases.ts";
import { type Context, storeFlag, storeOf } from "../context.ts";
import { releaseText } from "../results/release-text.ts";
import { warn } from "../warning.ts";
import { shardsOfGraph } from "./graph-shards.ts";

/** What a question is asked of: the store, and which shards of it. */
export interface Asked<E extends AnsweringEntry = AnsweringEntry> {
  store: Store;
  /** What a command that asks the same store is given: `storeFlag`. */
  storeFlag: string;
  /** By stem, where that is known. */
  shards: Readonly<Record<string, E>>;
  /** Where these are the shards of a graph that was read for it. */
  graph?: OpenGraph;
  /** Releases that are asked about by name, and answer nothing else. */
  named?: readonly E[];
}

/** So many versions are named to a person. */
const SHOWN_VERSIONS = 5;

/** The option of commands that answer from a run as well. */
export const RUN_OPTION = ["--run <id>", "as it was in this run, such as 2026-11-23.2"] as const;

/**
 * What `--store` and `--run` say.
 *
 * @param named what is asked about: of a distribution with its version also a release that only a history leads to
 */
export async function askedOf(
  context: Context,
  options: { store?: string; run?: string },
  named: readonly (string | undefined)[] = [],
): Promise<Asked> {
  const store = await storeOf(context, options.store);
  const run = options.run === undefined ? undefined : parseRunId(options.run, store);
  const asked = await askedOfStore(store, run, {
    storeFlag: storeFlag(context, store),
    onProblem: (problem) => warn(context, problem),
  });
  const releases = run === undefined ? await namedReleases(asked, named) : [];
  return releases.length === 0 ? asked : { ...asked, named: releases };
}

/**
 * A store that questions are asked of.
 *
 * @param onProblem gets what a person should know of which run is the latest
 */
export async function askedOfStore(
  store: Store,
  run: string | undefined,
  { storeFlag: flag, onProblem }: { storeFlag: string; onProblem: (problem: InputProblem) => void },
): Promise<Asked> {
  if (store.isReadOnly) {
    const { graph: document } = await findServedGraph(store, run);
    // Who published without a graph has told which shards there are all the same.
    if (document !== undefined) {
      const graph = new OpenGraph(store, document);
      return { store, storeFlag: flag, shards: shardsOfGraph(graph), graph };
    }
  }
  return { store, storeFlag: flag, shards: await currentShards(store, run, onProblem) };
}

/** Those of the named releases that the store has, and that answer nothing by themselves. */
export async function namedReleases(
  asked: Pick<Asked, "store" | "shards">,
  named: readonly (string | undefined)[],
): Promise<AnsweringEntry[]> {
  const entries: AnsweringEntry[] = [];
  for (const argument of new Set(named)) {
    const [name = "", version] = argument?.split("==", 2) ?? [];
    if (version === undefined || !isProjectName(name) || findAnswering(asked, `${name}==${version}`)) {
      continue;
    }
    const releases = await releasesIn(asked.store, normalizeName(name));
    const address = releases.find((one) => isSameVersion(one.version, version));
    if (address !== undefined) {
      const { python, importNames } = await readKeptHeader(asked.store, address);
      entries.push({ ...address, python, importNames, exploredAt: new Date(0).toISOString() });
    }
  }
  return entries;
}

/** The releases of a distribution that a store has: who can't list them goes by what its history says. */
export async function releasesIn(store: Store, name: string): Promise<ShardAddress[]> {
  if (store.isReadOnly !== true) {
    return await storedReleases(store, name).catch(noneIfRefused);
  }
  const history = await readHistoryDocument(store, historyKey(name));
  return (history?.releases ?? []).map(({ version, shard }) => ({ name, version, digest: shard }));
}

/** Who may read objects, and not list them, is told of no others. */
function noneIfRefused(error: unknown): ShardAddress[] {
  if (error instanceof InputError) {
    return [];
  }
  throw error;
}

/** {@link askedOf} with all that is known of each shard, which a graph does not tell. */
export async function wholeAskedOf(
  context: Context,
  options: { store?: string; run?: string },
): Promise<Asked<HeadEntry>> {
  const store = await storeOf(context, options.store);
  const run = options.run === undefined ? undefined : parseRunId(options.run, store);
  return await toldOf(context, store, run);
}

async function toldOf(context: Context, store: Store, run: string | undefined): Promise<Asked<HeadEntry>> {
  const shards = await currentShards(store, run, (problem) => warn(context, problem));
  return { store, storeFlag: storeFlag(context, store), shards };
}

/**
 * The shard that answers for an explored distribution: `NAME` means its newest version, `NAME==VERSION` that one; the stem of
 * its pkginfo is a name, too.
 */
export function findAnswering<E extends AnsweringEntry>(
  { shards: head, named = [] }: Pick<Asked<E>, "shards" | "named">,
  argument: string,
): Answering<E> | undefined {
  const [name = "", version] = argument.split("==", 2);
  const isName = isProjectName(name);
  const ofStem = head[isName ? normalizeName(name) : argument];
  const distribution = ofStem?.name ?? normalizeName(name);
  const all = Object.values(head).filter((entry) => entry.name === distribution);
  if (!isName) {
    return ofStem && answering(ofStem, all);
  }
  if (version === undefined) {
    return newestOf(all);
  }
  const isOfName = (entry: E) => entry.name === distribution;
  const wanted = [...all, ...named.filter(isOfName)].filter((entry) => isOfVersion(entry, version));
  const exact = wanted.filter((entry) => entry.version === version);
  const [entry] = newestFirst(exact.length > 0 ? exact : wanted);
  return entry && answering(entry, all);
}

function answering<E extends AnsweringEntry>(entry: E, all: readonly E[]): Answering<E> {
  return { entry, others: newestFirst(all.filter(({ digest }) => digest !== entry.digest)) };
}

/** The distributions that may have a dotted name, each by its newest version; those with the longest import name first. */
export function answeringForDottedName({ shards }: Asked, dottedName: string): Answering[] {
  const module = dottedName.replace(":", ".");
  const begins = ({ importNames }: AnsweringEntry) =>
    Math.max(
      0,
      ...importNames.filter((name) => `${module}.`.startsWith(`${name}.`)).map((name) => name.length),
    );
  const entries = Object.values(shards).filter((entry) => begins(entry) > 0);
  return [...Map.groupBy(entries, ({ name }) => name)]
    .sort(([left], [right]) => compareText(left, right))
    .map(([, versions]) => newestOf(versions))
    .filter((answering) => answering !== undefined)
    .sort((left, right) => begins(right.entry) - begins(left.entry));
}

/** Says which of several versions or editions answers, and how to ask another one; undefined where there is one only. */
export function otherVersionsText({ entry, others }: Answering): string | undefined {
  if (others.length === 0) {
    return undefined;
  }
  const shown = others.slice(0, SHOWN_VERSIONS).map(({ version }) => version);
  const more = others.length > shown.length ? ` and ${others.length - shown.length} more` : "";
  const here = `${shown.map(printableLine).join(", ")}${more}`;
  return `${releaseText(entry.name, entry.version)} answers; also here: ${here} (ask ${entry.name}==VERSION)`;
}

/** The last line of an answer that others than the one that gave it might give otherwise. */
export function versionsLine({ colors }: Context, answering: Answering): string {
  const text = otherVersionsText(answering);
  return text === undefined ? "" : `\n\n${colors.dim(text)}`;
}

/**
 * A distribution that was not found, with what may have been meant: one that is imported by this name, or is called
 * almost so.
 */
export function unknownDistribution({ store, shards, storeFlag: flag }: Asked, argument: string): UsageError {
  const [name = ""] = argument.split("==", 1);
  const entries = Object.values(shards);
  const imported = entries.filter(({ importNames }) => importNames.includes(name));
  const near = nearNames(
    entries.map((entry) => entry.name),
    normalizeName(name),
  );
  const versions = newestFirst(entries.filter((entry) => entry.name === normalizeName(name)));
  const meant =
    versions.length > 0
      ? versions.map((entry) => `${entry.name}==${entry.version}`)
      : imported.length > 0
        ? imported.map((entry) => entry.name)
        : near;
  return new UsageError({
    message: `${quoted(argument)} is not in ${store.address}`,
    fix: `${didYouMean(meant)}explore it first: ./scripts/explore ${argument}${flag}`,
  });
}

/**
 * A dotted name whose beginning nothing has, with what may have been meant: import names that are almost so, or those
 * of a distribution that is called so.
 */
export function unknownDottedName(asked: Asked, dottedName: string): InputError {
  const { store, storeFlag: flag } = asked;
  const [top = dottedName] = dottedName.split(/[.:]/, 1);
  const rest = dottedName.slice(top.length);
  const meant = nearImportNames(asked, dottedName);
  return new InputError({
    message: `nothing in ${store.address} has ${quoted(dottedName)}`,
    fix: `${didYouMean(meant.map((name) => `${name}${rest}`))}explore the distribution that has it first, such as: ./scripts/explore ${top}${flag}`,
  });
}

/** Import names that are almost what a dotted name begins with, or those of a distribution that is called so. */
export function nearImportNames({ shards }: Asked, dottedName: string): string[] {
  const [top = dottedName] = dottedName.split(/[.:]/, 1);
  const entries = Object.values(shards);
  const named = entries.filter(({ name }) => isProjectName(top) && name === normalizeName(top));
  const imports = (of: readonly AnsweringEntry[]) => of.flatMap(({ importNames }) => importNames);
  return named.length > 0 ? imports(named) : nearNames(imports(entries), top);
}

function didYouMean(names: readonly string[]): string {
  const shown = [...new Set(names)].slice(0, 3).map(printableLine);
  return shown.length === 0 ? "" : `did you mean ${shown.join(", ")}? Else `;
}
