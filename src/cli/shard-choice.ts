import { isProjectName, normalizeName } from "../releases/project-name.ts";
import { compareVersions } from "../releases/versions.ts";
import { type Head, readHead, type ShardEntry } from "../store/layout.ts";
import type { Store } from "../store/store.ts";

/** The shard of an explored distribution: `NAME`, `NAME==VERSION`, or the stem of its pkginfo. */
export async function findEntry(store: Store, argument: string): Promise<ShardEntry | undefined> {
  const head = await readHead(store);
  const [name = "", version] = argument.split("==", 2);
  if (!isProjectName(name)) {
    return head[argument];
  }
  return head[normalizeName(argument)] ?? newest(entriesOf(head, name, version));
}

function entriesOf(head: Head, name: string, version: string | undefined): ShardEntry[] {
  const normalizedName = normalizeName(name);
  return Object.values(head).filter((entry) => {
    return entry.name === normalizedName && (version === undefined || entry.version === version);
  });
}

/** The shards that a dotted name may be in, those with the longest import name first. */
export async function entriesForDottedName(store: Store, dottedName: string): Promise<ShardEntry[]> {
  const module = dottedName.replace(":", ".");
  const begins = ({ importNames }: ShardEntry) =>
    Math.max(
      0,
      ...importNames.filter((name) => `${module}.`.startsWith(`${name}.`)).map((name) => name.length),
    );
  const entries = Object.entries(await readHead(store))
    // What was asked for without a version is what a question without a version is about.
    .sort(([left], [right]) => Number(left.includes("@")) - Number(right.includes("@")))
    .map(([, entry]) => entry);
  return entries.filter((entry) => begins(entry) > 0).sort((left, right) => begins(right) - begins(left));
}

function newest(entries: readonly ShardEntry[]): ShardEntry | undefined {
  return [...entries].sort((left, right) => compareVersions(right.version, left.version))[0];
}
