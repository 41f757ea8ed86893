import { nearNames } from "../ask/near-names.ts";
import { InputError } from "../errors/input-error.ts";
import { quoted } from "../errors/quoted.ts";
import { printableLine } from "../exec/printable.ts";
import { isProjectName, normalizeName } from "../releases/project-name.ts";
import { compareVersions } from "../releases/versions.ts";
import { UsageError } from "../run/package/targets.ts";
import type { ShardEntry } from "../store/layout.ts";
import { type CurrentShards, currentShards } from "../store/runs/current-shards.ts";
import { parseRunId } from "../store/runs/id.ts";
import type { Store } from "../store/store.ts";
import { type Context, storeOf } from "./context.ts";

/** What a question is asked of: the store, and which shards of it. */
export interface Asked {
  store: Store;
  shards: CurrentShards;
}

/** The option of commands that answer from a run as well. */
export const RUN_OPTION = ["--run <id>", "as it was in this run, such as 2026-11-23.2"] as const;

/** What `--store` and `--run` say. */
export async function askedOf(context: Context, options: { store?: string; run?: string }): Promise<Asked> {
  const run = options.run === undefined ? undefined : parseRunId(options.run);
  const store = await storeOf(context, options.store);
  return { store, shards: await currentShards(store, run) };
}

/** The shard of an explored distribution: `NAME`, `NAME==VERSION`, or the stem of its pkginfo. */
export function findEntry({ shards: head }: Asked, argument: string): ShardEntry | undefined {
  const [name = "", version] = argument.split("==", 2);
  if (!isProjectName(name)) {
    return head[argument];
  }
  return head[normalizeName(argument)] ?? newest(entriesOf(head, name, version));
}

function entriesOf(head: CurrentShards, name: string, version: string | undefined): ShardEntry[] {
  const normalizedName = normalizeName(name);
  return Object.values(head).filter((entry) => {
    return entry.name === normalizedName && (version === undefined || entry.version === version);
  });
}

/** The shards that a dotted name may be in, those with the longest import name first. */
export function entriesForDottedName({ shards }: Asked, dottedName: string): ShardEntry[] {
  const module = dottedName.replace(":", ".");
  const begins = ({ importNames }: ShardEntry) =>
    Math.max(
      0,
      ...importNames.filter((name) => `${module}.`.startsWith(`${name}.`)).map((name) => name.length),
    );
  const entries = Object.entries(shards)
    // What was asked for without a version is what a question without a version is about.
    .sort(([left], [right]) => Number(left.includes("@")) - Number(right.includes("@")))
    .map(([, entry]) => entry);
  return entries.filter((entry) => begins(entry) > 0).sort((left, right) => begins(right) - begins(left));
}

/**
 * A distribution that was not found, with what may have been meant: one that is imported by this name, or is called
 * almost so.
 */
export function unknownDistribution({ store, shards }: Asked, argument: string): UsageError {
  const [name = ""] = argument.split("==", 1);
  const entries = Object.values(shards);
  const imported = entries.filter(({ importNames }) => importNames.includes(name));
  const near = nearNames(
    entries.map((entry) => entry.name),
    normalizeName(name),
  );
  const meant = imported.length > 0 ? imported.map((entry) => entry.name) : near;
  return new UsageError({
    message: `${quoted(argument)} is not in ${store.address}`,
    fix: `${didYouMean(meant)}explore it first: ./scripts/explore ${argument}`,
  });
}

/**
 * A dotted name whose beginning nothing has, with what may have been meant: import names that are almost so, or those
 * of a distribution that is called so.
 */
export function unknownDottedName({ store, shards }: Asked, dottedName: string): InputError {
  const [top = dottedName] = dottedName.split(/[.:]/, 1);
  const rest = dottedName.slice(top.length);
  const entries = Object.values(shards);
  const named = entries.filter(({ name }) => isProjectName(top) && name === normalizeName(top));
  const imports = (of: readonly ShardEntry[]) => of.flatMap(({ importNames }) => importNames);
  const meant = named.length > 0 ? imports(named) : nearNames(imports(entries), top);
  return new InputError({
    message: `nothing in ${store.address} has ${quoted(dottedName)}`,
    fix: `${didYouMean(meant.map((name) => `${name}${rest}`))}explore the distribution that has it first, such as: ./scripts/explore ${top}`,
  });
}

function didYouMean(names: readonly string[]): string {
  const shown = [...new Set(names)].slice(0, 3).map(printableLine);
  return shown.length === 0 ? "" : `did you mean ${shown.join(", ")}? Else `;
}

function newest(entries: readonly ShardEntry[]): ShardEntry | undefined {
  return [...entries].sort((left, right) => compareVersions(right.version, left.version))[0];
}
