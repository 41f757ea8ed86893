import { InputError, type InputProblem } from "../../../errors/input-error.ts";
import {
  type ChosenReleases,
  chooseReleases,
  hasEarlierRelease,
  type WantedReleases,
} from "../../../history/chosen-releases.ts";
import { historyShards, keptHistory, makeHistory } from "../../../history/make-history.ts";
import {
  type HistoryDocument,
  historyKey,
  type MissingRelease,
  readHistoryDocument,
} from "../../../page/history-document.ts";
import { normalizeName } from "../../../releases/project-name.ts";
import type { Project } from "../../../releases/release.ts";
import { compareVersions } from "../../../releases/versions.ts";
import { explorePackage } from "../../../run/package/explore.ts";
import { findTargets } from "../../../run/package/targets.ts";
import { openRoom } from "../../../run/whole/room.ts";
import { type ShardEntry, updateHead } from "../../../store/layout.ts";
import type { Store } from "../../../store/store.ts";
import { type Context, storeOf, withWorkshop } from "../../context.ts";
import { isFailed, type PackageOptions, runSettings, runTargets } from "../../package-jobs.ts";
import { failedText } from "../../results/package-summary.ts";
import { type Asked, wholeAskedOf } from "../shard-choice.ts";

/** Which releases are explored first; undefined: none, the history is of what is there. */
export type Wanted = Omit<WantedReleases, "pythons"> | undefined;

export interface GatheredHistory {
  document: HistoryDocument;
  /** Which releases were chosen, where the index was asked. */
  chosen?: ChosenReleases;
}

/**
 * Explores the releases of a distribution that are wanted and not there yet, and makes its history out of all that are
 * there. What is done is kept at once: interrupted, it goes on where it was.
 *
 * @throws InputError where the index can't be asked or not one release is there
 */
export async function gatheredHistory(
  context: Context,
  name: string,
  wanted: Wanted,
  options: PackageOptions,
): Promise<GatheredHistory> {
  const normalizedName = normalizeName(name);
  const place = await storeOf(context, options.store);
  if (place.isReadOnly === true && wanted === undefined) {
    return { document: await publishedHistory(place, normalizedName) };
  }
  ensureWritable(place);
  const asked = await wholeAskedOf(context, options);
  const { store } = asked;
  const known = await keptHistory(store, normalizedName);
  const found = wanted && (await releasesOf(context, store, name, wanted));
  const versions = found?.chosen.versions ?? [];
  const shardsThere = () => historyShards(store, Object.values(asked.shards), normalizedName);
  const present = new Set((await shardsThere()).map(({ version }) => version));
  const todo = versions.filter((version) => !present.has(version));
  const { entries, failed } = await explored(context, asked, name, todo, options);
  await ensureAnswer(asked, normalizedName, entries);
  const shards = await shardsThere();
  const [first] = shards;
  if (first === undefined) {
    throw new InputError(nothingThere(name, store, wanted, versions));
  }
  const isThere = (version: string) => shards.some((shard) => shard.version === version);
  const before = (known?.missing ?? []).filter(({ version }) => !versions.includes(version));
  const missing = [...before, ...failed].filter(({ version }) => !isThere(version));
  const hasEarlier =
    found === undefined
      ? known?.releases[0]?.version !== first.version || known.hasEarlier
      : hasEarlierRelease(found.project, first.version);
  const document = await makeHistory(
    store,
    shards,
    {
      ...{ name: normalizedName, hasEarlier },
      missing: missing.sort((a, b) => compareVersions(a.version, b.version)),
    },
    { signal: context.signal },
  );
  return { document, ...(found && { chosen: found.chosen }) };
}

/** The history as its publisher has made it: there is no other one to be had. */
async function publishedHistory(store: Store, name: string): Promise<HistoryDocument> {
  const document = await readHistoryDocument(store, historyKey(name));
  if (document === undefined) {
    throw new InputError({
      message: `${store.address} has no history of ${name}`,
      fix: `who publishes there makes one: ./scripts/importgraph history ${name}`,
    });
  }
  return document;
}

function ensureWritable({ isReadOnly, address }: Store): void {
  if (isReadOnly) {
    throw new InputError({
      message: `${address} can only be read, and a history is kept beside the releases that it is of`,
      fix: "give the folder or bucket that is explored into: --store",
    });
  }
}

function nothingThere(
  name: string,
  { address }: Store,
  wanted: Wanted,
  versions: readonly string[],
): InputProblem {
  if (wanted === undefined) {
    return {
      message: `${address} has no release of ${name}`,
      fix: `explore some: ./scripts/importgraph history ${name}`,
    };
  }
  const from = wanted.from === undefined ? "" : ` from ${wanted.from} on`;
  const to = wanted.to === undefined ? "" : ` up to ${wanted.to}`;
  return versions.length > 0
    ? { message: `none of the ${versions.length} chosen releases of ${name} could be explored` }
    : { message: `${name} has no final release${from}${to} that is not withdrawn and has a file for Linux` };
}

async function releasesOf(
  context: Context,
  store: Store,
  name: string,
  wanted: NonNullable<Wanted>,
): Promise<{ project: Project; chosen: ChosenReleases }> {
  return await withWorkshop(
    context,
    async (workshop) => {
      const index = await workshop.index(context.say);
      const project = await index.project(name);
      const pythons = (await workshop.pythons()).map(({ python }) => python);
      return { project, chosen: chooseReleases(project, { ...wanted, pythons }) };
    },
    store,
  );
}

/** What has been explored of a history. */
interface ExploredReleases {
  entries: ShardEntry[];
  /** Those that could not be had. */
  failed: MissingRelease[];
}

async function explored(
  context: Context,
  { store }: Asked,
  name: string,
  versions: readonly string[],
  options: PackageOptions,
): Promise<ExploredReleases> {
  if (versions.length === 0) {
    return { entries: [], failed: [] };
  }
  const targets = await findTargets(
    context.root,
    versions.map((version) => `${name}==${version}`),
  );
  const { signal, say } = context;
  const room = openRoom({ folders: store.folder === undefined ? [] : [store.folder], say, signal });
  const settings = { ...runSettings(context, options, store), store, isForHistory: true };
  const outcomes = await runTargets(
    context,
    targets,
    store,
    options,
    async (target, workshop, report) => {
      await room.make(await workshop.docker(say));
      const built: string[] = [];
      const onBuilt = (image: string) => void built.push(image);
      const outcome = await explorePackage(target, { ...settings, onBuilt }, workshop, report);
      for (const image of built) {
        room.giveUp(image);
      }
      return outcome;
    },
    ({ entry }) => ({ failed: false, headline: `${entry.version} is explored` }),
  );
  const found: ExploredReleases = { entries: [], failed: [] };
  for (const [index, outcome] of outcomes.entries()) {
    if (isFailed(outcome)) {
      say(failedText(context, outcome));
      const [why = ""] = outcome.message.split("\n", 1);
      found.failed.push({ version: versions[index] ?? "", reason: `${outcome.stage}: ${why}` });
    } else {
      found.entries.push(outcome.entry);
    }
  }
  return found;
}

/** Makes the newest of the releases the one that questions are answered from, where they are from no other one. */
async function ensureAnswer(
  { store, shards }: Asked,
  name: string,
  entries: readonly ShardEntry[],
): Promise<void> {
  const newest = entries.toSorted((a, b) => compareVersions(a.version, b.version)).at(-1);
  const isAnswered = Object.values(shards).some((entry) => entry.name === name && entry.local !== true);
  if (newest !== undefined && !isAnswered) {
    await updateHead(store, `${name}@${newest.version}`, newest);
  }
}
