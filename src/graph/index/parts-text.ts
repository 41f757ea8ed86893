import { z } from "zod";
import { TABLE_NAMES, type TableName } from "../tables/columns.ts";
import type { Parts } from "../tables/parts.ts";

const count = z.number().int().nonnegative();
const schema = z.partialRecord(z.string(), z.tuple([count, count, count, count]));

/** What leads to the parts of a shard, as a cell of the index of distributions. */
export function partsText(parts: Parts): string {
  const entries = TABLE_NAMES.flatMap((table) => {
    const facts = parts[table];
    return facts === undefined
      ? []
      : [[table, [facts.bytes, facts.tailBytes, facts.tailCheck, facts.rows]] as const];
  });
  return JSON.stringify(Object.fromEntries(entries));
}

/** @throws Error for another text: what a sound segment has is one */
export function parsePartsText(text: string): Parts {
  const parts = schema.parse(JSON.parse(text));
  return Object.fromEntries(
    Object.entries(parts).flatMap(([table, facts]) => {
      const [bytes, tailBytes, tailCheck, rows] = facts ?? [0, 0, 0, 0];
      const isKnown = (TABLE_NAMES as readonly string[]).includes(table);
      return isKnown ? [[table as TableName, { bytes, tailBytes, tailCheck, rows }]] : [];
    }),
  );
}
