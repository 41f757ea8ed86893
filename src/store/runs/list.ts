import pLimit from "p-limit";
import { type Store, UnreadableObjectError } from "../store.ts";
import { isInFuture } from "./id.ts";
import { findLatestIfPossible } from "./latest.ts";
import { type RunManifest, type RunRecord, readManifest, readRunRecord, runKeys } from "./record.ts";
import { listRunIds } from "./reservation.ts";

/** A run as a list shows it. */
export interface RunSummary {
  id: string;
  /** `damaged`: what would tell is there, and cannot be read. */
  state: "complete" | "unfinished" | "damaged";
  /** Whether questions are answered from it where nothing else is asked for. */
  isLatest: boolean;
  /** Its day has not come: a clock was wrong. */
  isFuture: boolean;
  startedAt?: string;
  finishedAt?: string;
  commit?: string;
  counts?: RunManifest["counts"];
  /** Of its objects together. */
  sizeBytes?: number;
  /** Where the run's own documents are: an address as a person gives it. */
  place: string;
  /** Why it is damaged. */
  message?: string;
}

const AT_ONCE = 8;

/**
 * All runs of a store, newest first, whatever of them is damaged. A server of files tells of the latest only, and of one that is
 * named.
 *
 * @param named id of a run
 */
export async function listRuns(store: Store, named?: string): Promise<RunSummary[]> {
  const { manifest } = await findLatestIfPossible(store);
  const latest = manifest?.id;
  const ids =
    store.isReadOnly === true
      ? await toldIds(store, latest, named)
      : (await listRunIds(store)).map(({ id }) => id).reverse();
  return await pLimit(AT_ONCE).map(ids, async (id) => summary(store, id, latest));
}

async function toldIds(store: Store, latest: string | undefined, named: string | undefined) {
  const isThere = named !== undefined && (await readManifest(store, named)) !== undefined;
  return [...new Set([...(latest === undefined ? [] : [latest]), ...(isThere ? [named] : [])])];
}

async function summary(store: Store, id: string, latest: string | undefined): Promise<RunSummary> {
  const common = {
    id,
    isLatest: latest === id,
    isFuture: isInFuture(id),
    place: `${store.address}/${runKeys(id).folder}`,
  };
  try {
    const manifest = await readManifest(store, id);
    const record: RunManifest | RunRecord | undefined = manifest ?? (await readRunRecord(store, id));
    const start = record && {
      startedAt: record.startedAt,
      ...(record.commit !== undefined && { commit: record.commit }),
    };
    if (manifest === undefined) {
      return { ...common, state: "unfinished", ...start };
    }
    const { finishedAt, counts } = manifest;
    const sizeBytes = Object.values(manifest.objects).reduce((sum, object) => sum + object.sizeBytes, 0);
    return { ...common, state: "complete", ...start, finishedAt, counts, sizeBytes };
  } catch (error) {
    if (error instanceof UnreadableObjectError) {
      return { ...common, state: "damaged", message: error.message };
    }
    throw error;
  }
}
