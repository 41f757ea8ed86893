import * as z from "zod/mini";
import { TABLE_NAMES, type TableName } from "../tables/columns.ts";
import type { Parts } from "../tables/parts.ts";

const count = z.int().check(z.nonnegative());
const facts = [count, count, count, count] as const;
const schema = z.partialRecord(z.string(), z.union([z.tuple(facts), z.tuple([...facts, z.string(), count])]));

/** What leads to the parts of a shard, as a cell of the index of distributions. */
export function partsText(parts: Parts): string {
  const entries = TABLE_NAMES.flatMap((table) => {
    const part = parts[table];
    if (part === undefined) {
      return [];
    }
    const { bytes, tailBytes, tailCheck, rows, within } = part;
    const place = within === undefined ? [] : [within.pack, within.start];
    return [[table, [bytes, tailBytes, tailCheck, rows, ...place]] as const];
  });
  return JSON.stringify(Object.fromEntries(entries));
}

/** @throws Error for another text: what a sound segment has is one */
export function parsePartsText(text: string): Parts {
  const parts = schema.parse(JSON.parse(text));
  return Object.fromEntries(
    Object.entries(parts).flatMap(([table, part]) => {
      const [bytes, tailBytes, tailCheck, rows, pack, start] = part ?? [0, 0, 0, 0];
      const isKnown = (TABLE_NAMES as readonly string[]).includes(table);
      const within = pack === undefined || start === undefined ? {} : { within: { pack, start } };
      return isKnown ? [[table as TableName, { bytes, tailBytes, tailCheck, rows, ...within }]] : [];
    }),
  );
}
