/** Makes packs out of parts, wherever these are. */

import type { Pack } from "../../page/graph-document.ts";
import { fileOfPart, packKey } from "../../page/graph-keys.ts";
import type { Store } from "../../store/store.ts";
import { sha256Of } from "../index/segments.ts";
import { TABLE_NAMES, type TableName } from "../tables/columns.ts";
import type { ParquetBytes } from "../tables/parquet-writer.ts";
import { keepPart, type Parts, partsOfShard, soundPart } from "../tables/parts.ts";
import { hasColumnsOf, packBytes } from "./pack-file.ts";
import { cutIntoPacks, type Packing, type PackMember } from "./plan-packs.ts";

/** A pack that was made, and where it has the parts of its members. */
export interface MadePack {
  pack: Pack;
  parts: ReadonlyMap<string, Parts>;
}

/** Makes packs out of parts, wherever these are; those that are lost or damaged are made again out of their shards. */
export class PackMaker {
  readonly #store: Store;
  readonly #made: Store;
  readonly #signal: AbortSignal | undefined;
  /** Files of packs, whole, as long as parts are taken out of them. */
  readonly #packs = new Map<string, Promise<Uint8Array | undefined>>();

  /** @param made where the parts are that were made just now; the store itself where that is there */
  constructor(store: Store, made: Store, signal: AbortSignal | undefined) {
    this.#store = store;
    this.#made = made;
    this.#signal = signal;
  }

  /** Puts the parts of a group of members into packs, which are in the store then. */
  async pack(group: readonly PackMember[], packing: Packing): Promise<MadePack[]> {
    const packs: MadePack[] = [];
    for (const members of cutIntoPacks(group, packing)) {
      this.#signal?.throwIfAborted();
      packs.push(await this.#packOne(members));
    }
    this.#packs.clear();
    return packs;
  }

  /** Brings the parts of a member that were made just now into the store, as files. */
  async keep(member: PackMember): Promise<{ parts: Parts; sha256: Readonly<Record<string, string>> }> {
    const { digest } = member.address;
    const parts: Partial<Record<TableName, Parts[TableName]>> = {};
    const sha256: Record<string, string> = {};
    for (const [table, part] of await this.#partsOf(member)) {
      const { content, ...facts } = await keepPart(this.#store, table, digest, part);
      parts[table] = facts;
      sha256[fileOfPart(table, digest, facts)] = sha256Of(content);
    }
    return { parts: parts as Parts, sha256 };
  }

  async #packOne(members: readonly PackMember[]): Promise<MadePack> {
    const contents = new Map<string, ReadonlyMap<TableName, ParquetBytes>>();
    for (const member of members) {
      contents.set(member.address.digest, await this.#partsOf(member));
    }
    const parts = new Map(
      members.map(({ address }) => [address.digest, {} as Record<string, Parts[TableName]>]),
    );
    const files: Record<string, [digest: string, bytes: number]> = {};
    for (const table of TABLE_NAMES) {
      const own = [...contents].flatMap(([digest, all]) => {
        const part = all.get(table);
        return part === undefined ? [] : [{ digest, part }];
      });
      if (own.length > 0) {
        const { content, starts } = packBytes(
          table,
          own.map(({ part }) => part),
        );
        const pack = sha256Of(content);
        await this.#write(packKey(table, pack), pack, content);
        files[table] = [pack, content.length];
        for (const [index, { digest, part }] of own.entries()) {
          const { content: _, ...facts } = part;
          (parts.get(digest) ?? {})[table] = { ...facts, within: { pack, start: starts[index] ?? 0 } };
        }
      }
    }
    return { pack: { shards: members.length, files }, parts: parts as ReadonlyMap<string, Parts> };
  }

  async #write(key: string, digest: string, content: Uint8Array): Promise<void> {
    // Of the right length, and damaged, is no use to anybody.
    const there = await this.#store.read(key);
    if (there === undefined || sha256Of(there) !== digest) {
      await this.#store.write(key, content);
    }
  }

  async #partsOf({ address, parts }: PackMember): Promise<ReadonlyMap<TableName, ParquetBytes>> {
    const found = new Map<TableName, ParquetBytes>();
    for (const table of TABLE_NAMES) {
      const facts = parts[table];
      if (facts !== undefined) {
        const content = await this.#read(table, address.digest, facts);
        const part = content && soundPart(table, address.digest, content);
        if (part === undefined || part.tailCheck !== facts.tailCheck || !hasColumnsOf(table, part)) {
          return await partsOfShard(this.#store, address, this.#signal);
        }
        found.set(table, part);
      }
    }
    return found;
  }

  async #read(
    table: TableName,
    digest: string,
    facts: NonNullable<Parts[TableName]>,
  ): Promise<Uint8Array | undefined> {
    const key = fileOfPart(table, digest, facts);
    if (facts.within === undefined) {
      return (await this.#made.read(key)) ?? (await this.#store.read(key));
    }
    const reading = this.#packs.get(key) ?? this.#store.read(key);
    this.#packs.set(key, reading);
    const { start } = facts.within;
    return (await reading)?.subarray(start, start + facts.bytes);
  }
}
