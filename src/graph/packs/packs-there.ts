import pLimit from "p-limit";
import type { Pack } from "../../page/graph-document.ts";
import { packKey } from "../../page/graph-keys.ts";
import type { Store } from "../../store/store.ts";

const AT_ONCE = 8;

/** Packs whose files all have the length that they should have, by the digest of their records. */
export async function packsThatAreThere(store: Store, packs: readonly Pack[]): Promise<Map<string, Pack>> {
  const limit = pLimit(AT_ONCE);
  const found = await Promise.all(
    packs.map(async (pack) => {
      const isThere = await limit.map(Object.entries(pack.files), async ([table, [digest, bytes]]) => {
        return (await store.stat(packKey(table, digest)))?.sizeBytes === bytes;
      });
      return isThere.every(Boolean) ? [[recordsDigest(pack), pack] as const] : [];
    }),
  );
  return new Map(found.flat());
}

/** What tells a pack from others: every shard has records. */
export function recordsDigest({ files }: Pack): string {
  return files.records?.[0] ?? "";
}
