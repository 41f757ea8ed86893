import { createHash } from "node:crypto";
import pLimit from "p-limit";
import { InputError } from "../../errors/input-error.ts";
import { shardObjectKey } from "../layout.ts";
import type { Store } from "../store.ts";
import { storedJson } from "../stored-json.ts";
import { moveLatest } from "./latest.ts";
import {
  type BaseRecord,
  countStatuses,
  type ManifestObject,
  type RunManifest,
  type RunPackages,
  type RunRecord,
  readManifest,
  runKeys,
  runPackagesJson,
} from "./record.ts";
import { ensureOwn } from "./reservation.ts";

/** What a run came to. */
export interface RunResult {
  finishedAt: string;
  /** By minor version of Python. */
  bases: Readonly<Record<string, BaseRecord>>;
  /** Every package of the snapshot. Their shards are in the store. */
  packages: RunPackages;
  /** The run's own lines, safe to print. */
  log: string;
  /** What each job that explored took besides its packages, where the run had several. */
  setUpSeconds?: readonly number[];
  /** What else the run consists of, by key; it is in the store. */
  objects?: Readonly<Record<string, ManifestObject>>;
}

export interface CompleteOptions {
  signal?: AbortSignal;
}

/** Objects that are looked at at once. */
const AT_ONCE = 16;

/**
 * Makes a run complete: writes its packages.json and log, then its manifest, then says that it is the newest one, unless
 * a newer one is complete already. Killed at any instant, it may be done again with the same result: what is complete
 * stays as it is.
 *
 * @returns the manifest as it is stored
 * @throws InputError where an object of the run is not in the store, or the id is another run's
 */
export async function completeRun(
  store: Store,
  record: RunRecord,
  result: RunResult,
  options: CompleteOptions = {},
): Promise<RunManifest> {
  const keys = runKeys(record.id);
  let manifest = await readManifest(store, record.id);
  if (manifest === undefined) {
    const present = await presentObjects(store, result, options.signal);
    const documents = { [keys.packages]: runPackagesJson(result.packages), [keys.log]: result.log };
    for (const [key, text] of Object.entries(documents)) {
      await store.write(key, text);
      present[key] = { sizeBytes: Buffer.byteLength(text), sha256: sha256Of(text) };
    }
    await store.create(keys.manifest, manifestText(record, result, present));
    manifest = await readManifest(store, record.id);
  }
  if (manifest === undefined) {
    throw new InputError({
      place: { file: `${store.address}/${keys.manifest}` },
      message: "was removed as soon as it was written",
      fix: "run it again when nobody deletes in this store",
    });
  }
  ensureOwn(store, record, manifest);
  await moveLatest(store, manifest);
  return manifest;
}

async function presentObjects(
  store: Store,
  { packages, objects = {} }: RunResult,
  signal: AbortSignal | undefined,
): Promise<Record<string, ManifestObject>> {
  const shards = Object.values(packages).flatMap(({ shard }) => (shard === undefined ? [] : [shard]));
  const expected: [key: string, promise: Partial<ManifestObject>][] = [
    ...shards.map((shard): [string, object] => [shardObjectKey(shard), { digest: shard.digest }]),
    ...Object.entries(objects),
  ];
  const found = await pLimit(AT_ONCE).map(expected, async ([key, promise]) => {
    signal?.throwIfAborted();
    const { sizeBytes } = (await store.stat(key)) ?? {};
    return { key, promise, sizeBytes };
  });
  const missing = found.filter(
    ({ promise, sizeBytes }) => sizeBytes !== (promise.sizeBytes ?? sizeBytes ?? -1),
  );
  if (missing.length > 0) {
    throw new InputError(
      missing.map(({ key }) => ({
        place: { file: `${store.address}/${key}` },
        message: "the run has this object, and it is not in the store, or not whole",
        fix: "run it again: what is missing is made or sent again",
      })),
    );
  }
  return Object.fromEntries(
    found.map(({ key, promise, sizeBytes = 0 }) => [key, { ...promise, sizeBytes }] as const),
  );
}

function manifestText(
  { objects: _objects, ...start }: RunRecord,
  { finishedAt, bases, packages, setUpSeconds = [] }: RunResult,
  present: Readonly<Record<string, ManifestObject>>,
): string {
  const objects = Object.fromEntries(
    Object.entries(present).sort(([left], [right]) => (left < right ? -1 : 1)),
  );
  const jobs = setUpSeconds.length > 0 && { jobs: { setUpSeconds: [...setUpSeconds] } };
  return storedJson({ ...start, finishedAt, bases, counts: countStatuses(packages), ...jobs, objects });
}

function sha256Of(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
