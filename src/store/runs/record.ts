import { createHash } from "node:crypto";
import { z } from "zod";
import { LATEST_KEY, RUN_ID } from "../../page/graph-keys.ts";
import { shardEntry } from "../layout.ts";
import { NewerFormatError, type Store, UnreadableObjectError } from "../store.ts";
import {
  count,
  instant,
  parseStored,
  readStored,
  repairFix,
  sha256,
  storedDocument,
  storedJson,
} from "../stored-json.ts";
import { numberOfRun, runIdOf } from "./id.ts";

export { LATEST_KEY };

/** The documents of a run: what they hold, where they lie. What happens to them is in reservation.ts and publish.ts. */

const runId = z.string().regex(RUN_ID);

/** Key of an object of the store: no part is `.` or `..`, since keys come from other machines and become paths. */
const objectKey = z.string().regex(/^(?!.*(^|\/)\.{1,2}(\/|$))[\w%.+@!~-]+(\/[\w%.+@!~-]+)*$/);

const inputs = z.looseObject({
  /** Digest of all pkginfo files. */
  pkginfo: sha256.optional(),
  /** The stems that were asked for, sorted; `all` for everything in pkginfo/. */
  selected: z.union([z.literal("all"), z.array(z.string())]),
  /** Everything selected was done again, changed or not. */
  force: z.boolean(),
});

const explorer = z.looseObject({
  version: z.string(),
  /** Of the sources of explorer and receiver. */
  digest: sha256,
});

/** What is known of a run when it begins. */
const runStart = {
  id: runId,
  startedAt: instant,
  /** Random; by it the one who reserved the run knows it again. Says nothing of the machine. */
  author: z.string().regex(/^[\w.:-]{8,200}$/),
  /** Of this repository, when it is known. */
  commit: z
    .string()
    .regex(/^[0-9a-f]{40,64}$/)
    .optional(),
  explorer,
  /** Of all shards of the run: `linux-x86_64`. */
  platform: z.string(),
  inputs,
};

/** `runs/<id>/run.json`: reserves the id before anything else of the run is there. */
export const runRecord = storedDocument.extend({
  ...runStart,
  /** Keys of the objects of other runs that this one relies on; prune leaves them alone while the run is young. */
  objects: z.array(objectKey),
});

const STATUSES = ["explored", "carried", "failed", "skipped", "unstable"] as const;

/** What a run says of one package. */
export const runPackage = z.looseObject({
  /** Normalised. */
  name: z.string(),
  version: z.string(),
  /** Minor version, where it got so far that one was chosen. */
  python: z.string().optional(),
  /**
   * `explored`: by this run. `carried`: the shard is an earlier one, because nothing changed or it was not selected.
   * `failed`: as `failure` says. `unstable`: time or memory did not suffice, twice; the next run tries again.
   * `skipped`: not explored, and nothing carried.
   */
  status: z.enum(STATUSES),
  /** Why it was done again, or was not, in one line for a person. */
  reason: z.string(),
  /** Of `failed`, and of `unstable` where that ended the exploration. */
  failure: z.looseObject({ stage: z.string(), message: z.string() }).optional(),
  /** How often it was tried by this run; 0 if it was not. */
  attempts: count,
  /** Of all attempts together; 0 for what was not tried. */
  seconds: z.number().nonnegative(),
  secondsByStage: z.record(z.string(), z.number().nonnegative()).optional(),
  /** Of the modules that took longest, at most 20. */
  secondsByModule: z.record(z.string(), z.number().nonnegative()).optional(),
  imageKey: sha256.optional(),
  /** Its place in the snapshot: the shard made, or the last good one. Without it the run holds nothing of the package. */
  shard: shardEntry.optional(),
  /** The run that made the shard, where that is another one and is known. */
  shardOf: runId.optional(),
  /**
   * When a run last found the shard to be that of the package as its files were then; left out where that was when it
   * was explored, and by earlier versions.
   */
  confirmedAt: instant.optional(),
  /** How many problems of each stage the shard has. */
  problemsByStage: z.record(z.string(), count).optional(),
  /** Modules with a problem → the last lines that say why; at most 20. */
  tracebacks: z.record(z.string(), z.string()).optional(),
});

/** `runs/<id>/packages.json`, by stem */
export const runPackages = storedDocument.extend({ packages: z.record(z.string(), runPackage) });

const base = z.looseObject({
  /** Digest of what it is made of. */
  inputs: sha256,
  /** Digest of the official image, where it was made from one: `sha256:…`. */
  upstream: z.string().optional(),
  /** Digest by which it was pulled, where it was not made on the spot: `sha256:…`. */
  pulled: z.string().optional(),
  /** The image's own id, `sha256:…`; differs from machine to machine. */
  image: z.string().optional(),
});

/** What is promised of an object. */
const manifestObject = z.looseObject({
  sizeBytes: count,
  /** Of a shard: SHA-256 of the unpacked lines, as its name says. */
  digest: sha256.optional(),
  /** Of any other object: SHA-256 of its bytes. */
  sha256: sha256.optional(),
});

/** `runs/<id>/manifest.json`: the run is there when this is. */
export const runManifest = storedDocument.extend({
  ...runStart,
  finishedAt: instant,
  /** Minor version of Python → the base image that packages were built on; what was carried may have had another. */
  bases: z.record(z.string(), base),
  /** How many packages have each status. */
  counts: z.record(z.enum(STATUSES), count),
  /** Of a run on several machines: what each of its jobs took besides its packages. The next plan reckons with it. */
  jobs: z.looseObject({ setUpSeconds: z.array(z.number().nonnegative()).max(256) }).optional(),
  /** Everything that the run consists of but run.json and the manifest, by key. */
  objects: z.record(objectKey, manifestObject),
});

/** `latest.json`: the newest complete run. */
export const latestDocument = storedDocument
  .extend({
    run: runId,
    /** Key of its manifest. */
    manifest: objectKey,
    finishedAt: instant,
    /** Its graph.json, where that is small: who asks over HTTP need not fetch it, too. */
    graph: z.unknown().optional(),
  })
  // A digit that changed would make another run the latest.
  .refine(({ run, manifest }) => manifest === runKeys(run).manifest, {
    error: "run and manifest are those of different runs: it was changed",
  });

export type RunRecord = z.infer<typeof runRecord>;
export type RunPackage = z.infer<typeof runPackage>;
export type RunStatus = RunPackage["status"];
/** By stem: `requests`, or `requests@2.31.0`. */
export type RunPackages = Readonly<Record<string, RunPackage>>;
export type RunManifest = z.infer<typeof runManifest>;
export type ManifestObject = z.infer<typeof manifestObject>;
export type BaseRecord = z.infer<typeof base>;
export type LatestRun = z.infer<typeof latestDocument>;

/** Where the parts of a run lie. */
export function runKeys(id: string) {
  const folder = `runs/${id}/`;
  return {
    folder,
    run: `${folder}run.json`,
    packages: `${folder}packages.json`,
    log: `${folder}out.log`,
    manifest: `${folder}manifest.json`,
  };
}

/** What a person does about a document of a run that cannot be read. */
export function runFix(store: Store): string {
  return `${repairFix(store)}; other runs can be read (--run)`;
}

/** What a person does about a latest.json that cannot be read, or leads nowhere. */
export function latestFix({ address }: Store): string {
  return `./scripts/importgraph store repair --store ${address} writes it again; ./scripts/importgraph runs set-latest RUN --store ${address} does so with a run of your choice`;
}

/**
 * The record that reserves a run; undefined where the id is free.
 *
 * @throws UnreadableObjectError for one that is damaged, or another run's
 */
export async function readRunRecord(store: Store, id: string): Promise<RunRecord | undefined> {
  return ensureIdentity(
    store,
    runKeys(id).run,
    id,
    await readStored(store, runKeys(id).run, runRecord, runFix(store)),
  );
}

/**
 * What a run says of its packages. An unfinished run has none.
 *
 * @throws UnreadableObjectError where it is damaged, or not what the manifest says
 */
export async function readRunPackages(store: Store, id: string): Promise<RunPackages | undefined> {
  const manifest = await readManifest(store, id);
  return manifest === undefined
    ? await readUncheckedPackages(store, id)
    : await readPackagesOf(store, manifest);
}

/** {@link readRunPackages} of a run whose manifest is known. */
export async function readPackagesOf(store: Store, manifest: RunManifest): Promise<RunPackages | undefined> {
  const key = runKeys(manifest.id).packages;
  const body = await readRunObject(store, manifest, key);
  return body && parseStored(store, key, body, runPackages, runFix(store)).packages;
}

/** What a packages.json says, whether or not it is what the manifest says: for who tells what is wrong with it. */
export async function readUncheckedPackages(store: Store, id: string): Promise<RunPackages | undefined> {
  return (await readStored(store, runKeys(id).packages, runPackages, runFix(store)))?.packages;
}

/**
 * A small object of a complete run; undefined where there is none.
 *
 * @throws UnreadableObjectError where it is not what the manifest says
 */
export async function readRunObject(
  store: Store,
  { id, objects }: RunManifest,
  key: string,
): Promise<Uint8Array | undefined> {
  const body = await store.read(key);
  const promise = objects[key];
  if (body === undefined) {
    return undefined;
  }
  const actual = createHash("sha256").update(body).digest("hex");
  if (actual !== promise?.sha256) {
    const { manifest } = runKeys(id);
    const promised =
      promise === undefined ? "nothing of it" : `${promise.sizeBytes} bytes with ${promise.sha256}`;
    throw new UnreadableObjectError({
      place: { file: `${store.address}/${key}` },
      message: `has ${body.length} bytes with the SHA-256 ${actual}, and ${manifest} says ${promised}: it was damaged, or replaced by another run's`,
      fix: runFix(store),
    });
  }
  return body;
}

/**
 * The manifest of a complete run; undefined where there is none, or it is not complete.
 *
 * @throws UnreadableObjectError for one that is damaged, or another run's
 */
export async function readManifest(store: Store, id: string): Promise<RunManifest | undefined> {
  const key = runKeys(id).manifest;
  return ensureIdentity(store, key, id, await readStored(store, key, runManifest, runFix(store)));
}

/** A copy of another run's document, or one of which a digit changed, is not what its place says. */
function ensureIdentity<T extends { id: string; startedAt: string }>(
  store: Store,
  key: string,
  id: string,
  document: T | undefined,
): T | undefined {
  const found = document && runIdOf(document.startedAt, numberOfRun(document.id));
  if (document !== undefined && (document.id !== id || found !== id)) {
    throw new UnreadableObjectError({
      place: { file: `${store.address}/${key}` },
      message: `is of run ${document.id}, begun ${document.startedAt}, expected run ${id}`,
      fix: runFix(store),
    });
  }
  return document;
}

/**
 * Which run latest.json says is the newest complete one; `latest.ts` tells which is taken for it where it says none.
 *
 * @throws UnreadableObjectError for what is damaged
 */
export function readLatest(store: Store): Promise<LatestRun | undefined> {
  return readStored(store, LATEST_KEY, latestDocument, latestFix(store));
}

/** {@link readLatest}, where a damaged one is as good as a lost one. */
export async function readReadableLatest(store: Store): Promise<LatestRun | undefined> {
  return parseReadableLatest(store, await store.read(LATEST_KEY));
}

/** {@link readReadableLatest} for what has been read. */
export function parseReadableLatest(store: Store, body: Uint8Array | undefined): LatestRun | undefined {
  try {
    return body && parseStored(store, LATEST_KEY, body, latestDocument, latestFix(store));
  } catch (error) {
    if (error instanceof UnreadableObjectError && !(error instanceof NewerFormatError)) {
      return undefined;
    }
    throw error;
  }
}

/** The text of packages.json: sorted by stem, fields in the order of the schema, so that equal content is equal text. */
export function runPackagesJson(packages: RunPackages): string {
  const sorted = Object.entries(packages)
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([stem, one]) => [stem, runPackage.parse(one)] as const);
  return storedJson({ packages: Object.fromEntries(sorted) });
}

/** How many packages have each status. */
export function countStatuses(packages: RunPackages): Record<RunStatus, number> {
  const counts = { explored: 0, carried: 0, failed: 0, skipped: 0, unstable: 0 };
  for (const { status } of Object.values(packages)) {
    counts[status] += 1;
  }
  return counts;
}
