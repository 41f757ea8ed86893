/** Which shards' parts are put together into packs: as segments of an index, the small ones first. */

import type { Pack } from "../../page/graph-document.ts";
import { compareText } from "../../shard/canonical.ts";
import { type ShardAddress, versionInMetadata } from "../../store/layout.ts";
import type { Parts } from "../tables/parts.ts";

/** When parts are put into packs, and how large these become. */
export interface Packing {
  /** Graphs of at least so many shards have packs. */
  shards: number;
  /** So many shards of one layer whose parts are files are put together. */
  together: number;
  /** Of the files of one pack together; a shard with a quarter of that keeps parts of its own. */
  bytes: number;
}

export const PACKING: Packing = { shards: 1000, together: 64, bytes: 32 * 1024 * 1024 };

/** So many packs of about the same size become one. */
const MERGED_PACKS = 4;

/** A shard, and where its parts are. */
export interface PackMember {
  address: ShardAddress;
  parts: Parts;
}

/** Members whose parts lie in one pack. */
interface PackedSet {
  members: readonly PackMember[];
  bytes: number;
  /** Whether the pack is there, and has no rows of others. */
  isSound: boolean;
}

/**
 * Which members of a layer are to be put into new packs: groups, each of which becomes one or more.
 *
 * @param sound packs that are there, by the digest of their records
 * @param isLarge whether the graph is to have packs; else only those are made again that are not there, or have rows of others
 */
export function planPacks(
  members: readonly PackMember[],
  sound: ReadonlyMap<string, Pack>,
  { together, bytes: most }: Packing,
  isLarge: boolean,
): PackMember[][] {
  const byPack = Map.groupBy(members, packOf);
  const loose = (byPack.get(undefined) ?? []).filter((one) => bytesOf([one]) * 4 < most);
  const sets = [...byPack].flatMap(([pack, own]): PackedSet[] =>
    pack === undefined
      ? []
      : [{ members: own, bytes: bytesOf(own), isSound: sound.get(pack)?.shards === own.length }],
  );
  const merged = isLarge ? ofOneSize(sets.filter(({ bytes }) => bytes * 2 < most)) : [];
  const isMerged = new Set(merged.flat());
  return [
    ...merged.map((some) => some.flatMap((set) => set.members)),
    ...sets.filter((set) => !set.isSound && !isMerged.has(set)).map((set) => [...set.members]),
    ...(isLarge && loose.length >= together ? [loose] : []),
  ];
}

/** Packs of about the same size, as many together as become one. */
function ofOneSize(sets: readonly PackedSet[]): PackedSet[][] {
  const sizes = Map.groupBy(sets, ({ bytes }) => Math.floor(Math.log(bytes) / Math.log(MERGED_PACKS)));
  return [...sizes.values()].flatMap((some) =>
    Array.from({ length: Math.floor(some.length / MERGED_PACKS) }, (_, index) =>
      some.slice(index * MERGED_PACKS, (index + 1) * MERGED_PACKS),
    ),
  );
}

/** What tells the pack of a shard from others: every shard has records. */
export function packOf({ parts }: Pick<PackMember, "parts">): string | undefined {
  return parts.records?.within?.pack;
}

function bytesOf(members: readonly PackMember[]): number {
  return members.flatMap(({ parts }) => Object.values(parts)).reduce((sum, { bytes }) => sum + bytes, 0);
}

/**
 * Members in the order of their rows, as those of one pack each. A pack never has two shards of one release: engines could
 * not tell whose a row is.
 */
export function cutIntoPacks(members: readonly PackMember[], { bytes: most }: Packing): PackMember[][] {
  const sorted = members.toSorted(
    ({ address: left }, { address: right }) =>
      compareText(left.name, right.name) ||
      compareText(left.version, right.version) ||
      compareText(left.digest, right.digest),
  );
  const lanes: PackMember[][] = [];
  for (const ofRelease of Map.groupBy(sorted, releaseOf).values()) {
    for (const [lane, member] of ofRelease.entries()) {
      lanes[lane] ??= [];
      lanes[lane].push(member);
    }
  }
  return lanes.flatMap((lane) => cutByBytes(lane, most));
}

/** As rows tell it. */
function releaseOf({ address: { name, version } }: PackMember): string {
  return `${name} ${versionInMetadata(version)}`;
}

function cutByBytes(members: readonly PackMember[], most: number): PackMember[][] {
  const packs: PackMember[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const member of members) {
    const own = bytesOf([member]);
    if (bytes + own > most) {
      packs.push([]);
      bytes = 0;
    }
    packs.at(-1)?.push(member);
    bytes += own;
  }
  return packs;
}
