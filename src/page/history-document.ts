/** `history/<name>/history.json`: of which releases the history of a distribution is, and which file has it. */

import * as z from "zod/mini";
import { readDocument } from "./document.ts";
import type { ObjectReader } from "./object-reader.ts";

/** Rises only when the meaning of the document or of the file's columns changes; readers refuse a newer one. */
const HISTORY_FORMAT = 1;

const sha256 = z.string().check(z.regex(/^[0-9a-f]{64}$/));
const count = z.int().check(z.nonnegative());

const release = z.looseObject({
  version: z.string(),
  /** Minor version of the Python that it was explored on. */
  python: z.string(),
  /** SHA-256 of its shard's lines. */
  shard: sha256,
  /** How many public names it has. */
  names: count,
  /** How many of them the release before has not, and how many of that one's it has not. */
  added: count,
  removed: count,
  /** How many of them it says are deprecated. */
  deprecated: count,
});

/** A release that is not among those of a history, though it was wanted. */
const missing = z.looseObject({ version: z.string(), reason: z.string() });

/** `history/<name>/history.json` */
export const historyDocument = z.looseObject({
  format: z.literal(HISTORY_FORMAT),
  checksum: sha256,
  /** Normalised name of the distribution. */
  name: z.string(),
  /** Those that were explored, the oldest first. */
  releases: z.array(release).check(z.minLength(1)),
  /** Whether there are releases before the first of these, as far as that is known. */
  hasEarlier: z.boolean(),
  /** Those that could not be had, the oldest first. */
  missing: z.array(missing),
  /** SHA-256 of the file, by which it is called. */
  digest: sha256,
  bytes: count,
  tailBytes: count,
  tailCheck: count,
  rows: count,
});

export type HistoryRelease = z.infer<typeof release>;
export type MissingRelease = z.infer<typeof missing>;
/** What is known of a history without its file. */
export type HistoryDocument = Pick<
  z.infer<typeof historyDocument>,
  "name" | "releases" | "hasEarlier" | "missing" | "digest" | "bytes" | "tailBytes" | "tailCheck" | "rows"
>;

/** The document of a distribution's history. */
export function historyKey(name: string): string {
  return `history/${name}/history.json`;
}

/** The file that has a history; the digest is that of its bytes. */
export function historyFileKey(name: string, digest: string): string {
  return `history/${name}/${digest}.parquet`;
}

/** Whether a key is of a document of a history. */
export function isHistoryKey(key: string): boolean {
  return /^history\/[^/]+\/history\.json$/.test(key);
}

/** What the document of a history has, but for its checksum. */
export function historyContent(history: HistoryDocument): object {
  return { format: HISTORY_FORMAT, ...history };
}

/**
 * Reads the document under a key; undefined where there is none.
 *
 * @throws DamagedFileError for one that is damaged; NewerGraphError for one of a newer format
 */
export async function readHistoryDocument(
  reader: ObjectReader,
  key: string,
): Promise<HistoryDocument | undefined> {
  const [, name = "NAME"] = key.split("/");
  const document = await readDocument(reader, key, {
    ...{ schema: historyDocument, format: HISTORY_FORMAT },
    fix: `./scripts/importgraph history ${name} makes it again`,
  });
  if (document === undefined) {
    return undefined;
  }
  const { format: _format, checksum: _checksum, ...history } = document;
  return history as HistoryDocument;
}
