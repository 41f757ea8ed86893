import { randomUUID } from "node:crypto";
import { InputError } from "../../errors/input-error.ts";
import type { Store } from "../store.ts";
import { parseStored, storedJson } from "../stored-json.ts";
import { compareRunIds, isInFuture, isRunId, numberOfRun, runIdOf } from "./id.ts";
import {
  type RunRecord,
  readManifest,
  readReadableLatest,
  readRunRecord,
  runKeys,
  runRecord,
} from "./record.ts";

/** What a run is begun with. */
export interface RunStart
  extends Pick<RunRecord, "startedAt" | "commit" | "explorer" | "platform" | "inputs"> {
  /** Who goes on with a run that was begun before gives the author and `startedAt` of its record. */
  author?: string | undefined;
  /** The id that it gets where that is free, and tells when it was begun: of a run that is copied, and keeps its own. */
  id?: string;
  /** Keys of objects that the run relies on and does not make: the shards that it carries. */
  objects?: readonly string[];
}

/**
 * Begins a run: takes the next free id of its day, or the one that is wanted, which nobody else gets, and says what the run relies on. Done before
 * the run looks whether these objects are there: `store prune` leaves them alone from now on, and with them all that is
 * written from now on.
 *
 * @returns the record as it is stored; with the `author` of a run that was begun before, that one's, finished or not
 */
export async function reserveRun(store: Store, start: RunStart): Promise<RunRecord> {
  const { author = randomUUID(), objects = [], id: wanted, ...known } = start;
  const own = start.author === undefined ? undefined : await findReservation(store, start);
  if (own !== undefined) {
    return await extendRun(store, own, objects);
  }
  const first = await firstNumber(store, start.startedAt);
  const kept = wanted !== undefined && (await isInOrder(store, wanted, start)) ? wanted : undefined;
  for (let number = kept === undefined ? first : first - 1; ; number += 1) {
    const id = kept !== undefined && number < first ? kept : runIdOf(start.startedAt, number);
    const text = recordText({ ...known, id, author, objects: [...objects] });
    const isTaken = (await store.stat(runKeys(id).manifest)) !== undefined;
    if (!isTaken && (await store.create(runKeys(id).run, text))) {
      return parseStored(store, runKeys(id).run, new TextEncoder().encode(text), runRecord);
    }
  }
}

/**
 * Says of an unfinished run that it relies on more objects.
 *
 * @throws InputError where the id is another run's by now, which happens to one that was forgotten for days
 */
export async function extendRun(
  store: Store,
  record: RunRecord,
  objects: readonly string[],
): Promise<RunRecord> {
  const { run } = runKeys(record.id);
  if (objects.every((key) => record.objects.includes(key))) {
    return record;
  }
  let extended = record;
  await store.update(run, (body) => {
    const stored = body === undefined ? record : parseStored(store, run, body, runRecord);
    ensureOwn(store, record, stored);
    extended = { ...stored, objects: [...stored.objects, ...objects] };
    return recordText(extended);
  });
  return extended;
}

/** Gives back the id of a run that there is no need for. One that is finished stays. */
export async function abandonRun(
  store: Store,
  { id, author }: Pick<RunRecord, "id" | "author">,
): Promise<void> {
  const isFinished = (await store.stat(runKeys(id).manifest)) !== undefined;
  if (!isFinished && (await readRunRecord(store, id))?.author === author) {
    await store.remove(runKeys(id).run);
  }
}

/** @throws InputError where a stored record or manifest is not of the run that it should be of */
export function ensureOwn(store: Store, record: RunRecord, stored: { author: string }): void {
  if (stored.author !== record.author) {
    throw new InputError({
      place: { file: `${store.address}/${runKeys(record.id).folder}` },
      message: `the id ${record.id} is taken by another run, begun by another publisher`,
      fix: "run it again: it gets an id of its own",
    });
  }
}

/** The ids of all runs, finished or not, oldest first. */
export async function listRunIds(store: Store): Promise<{ id: string; isComplete: boolean }[]> {
  const complete = new Map<string, boolean>();
  for await (const { key } of store.list("runs/")) {
    const [, id = "", name = ""] = /^runs\/([^/]+)\/(.+)$/.exec(key) ?? [];
    if (isRunId(id)) {
      complete.set(id, (complete.get(id) ?? false) || name === "manifest.json");
    }
  }
  return [...complete]
    .map(([id, isComplete]) => ({ id, isComplete }))
    .sort((left, right) => compareRunIds(left.id, right.id));
}

/**
 * The ids of finished runs, first the one that is the latest where latest.json does not say: the newest, but none of the
 * future as long as there is another one.
 */
export async function listFinishedRuns(store: Store): Promise<string[]> {
  const ids = (await listRunIds(store)).filter(({ isComplete }) => isComplete).map(({ id }) => id);
  const newestFirst = ids.reverse();
  return [...newestFirst.filter((id) => !isInFuture(id)), ...newestFirst.filter((id) => isInFuture(id))];
}

async function findReservation(store: Store, start: RunStart): Promise<RunRecord | undefined> {
  const day = runIdOf(start.startedAt, 1);
  const ids = (await listRunIds(store)).map(({ id }) => id).filter((id) => id.startsWith(day));
  for (const id of ids.reverse()) {
    const record = await readRunRecord(store, id);
    if (record?.author === start.author) {
      return record;
    }
  }
  return undefined;
}

/** Runs before the latest one may have been pruned, and a new one must not get an id that is older than the latest. */
async function firstNumber(store: Store, startedAt: string): Promise<number> {
  const latest = (await readReadableLatest(store))?.run ?? (await listFinishedRuns(store))[0] ?? "";
  return latest.startsWith(runIdOf(startedAt, 1)) ? numberOfRun(latest) + 1 : 1;
}

/**
 * Whether an id tells rightly if a run was begun before the latest one: of the same day, one that was pruned may have had
 * it before.
 */
async function isInOrder(
  store: Store,
  id: string,
  { startedAt }: Pick<RunStart, "startedAt">,
): Promise<boolean> {
  const latest = (await readReadableLatest(store))?.run;
  if (latest === undefined || latest.slice(0, 10) !== id.slice(0, 10) || compareRunIds(id, latest) > 0) {
    return true;
  }
  const begun = (await readManifest(store, latest))?.startedAt;
  return begun === undefined || Date.parse(startedAt) < Date.parse(begun);
}

function recordText(record: { objects: readonly string[] } & Record<string, unknown>): string {
  return storedJson({ ...record, objects: [...new Set(record.objects)].sort() });
}
