import { createHash } from "node:crypto";
import { isTableFile } from "../../page/graph-keys.ts";
import { isRunId } from "../runs/id.ts";
import { latestText } from "../runs/latest.ts";
import {
  LATEST_KEY,
  type ManifestObject,
  type RunManifest,
  readLatest,
  readManifest,
  readRunPackages,
  runKeys,
  runManifest,
} from "../runs/record.ts";
import { listFinishedRuns } from "../runs/reservation.ts";
import { type Store, UnreadableObjectError } from "../store.ts";
import { parseStored, storedJson } from "../stored-json.ts";
import { type RepairStep, setAside } from "./set-aside.ts";
import type { StoreFault } from "./verify.ts";

const LOST_LOG = "This log was damaged or lost, and cannot be made again.\n";

/**
 * Mends one document of a run. A run whose manifest or packages cannot be read is finished no more.
 *
 * @param faults of the object under `key`
 */
export async function repairRun(
  store: Store,
  key: string,
  faults: readonly StoreFault[],
): Promise<RepairStep[]> {
  const [, id = ""] = key.split("/");
  if (!isRunId(id)) {
    return [];
  }
  const keys = runKeys(id);
  switch (key) {
    case keys.run:
      return await mendRecord(store, id);
    case keys.packages:
      return await mendPackages(store, id);
    case keys.manifest:
      return await mendManifest(store, id, faults);
    default:
      return await replaceLog(store, id, key);
  }
}

async function mendRecord(store: Store, id: string): Promise<RepairStep[]> {
  const key = runKeys(id).run;
  const manifest = await orUnreadable(readManifest(store, id));
  if (manifest === "unreadable") {
    // Mended first: what is left then is looked at again.
    return [];
  }
  const aside = await setAside(store, key);
  if (manifest === undefined) {
    return [aside];
  }
  const { finishedAt: _end, bases: _bases, counts: _counts, jobs: _jobs, objects, ...start } = manifest;
  const shards = Object.keys(objects).filter((object) => object.startsWith("shards/"));
  await store.create(key, storedJson({ ...start, objects: shards.sort() }));
  return [aside, { key, done: "made again", message: "out of the run's manifest" }];
}

async function mendPackages(store: Store, id: string): Promise<RepairStep[]> {
  const { packages, manifest } = runKeys(id);
  const found = await orUnreadable(readRunPackages(store, id));
  if (found !== "unreadable") {
    return [];
  }
  return [await setAside(store, manifest), await setAside(store, packages)];
}

async function mendManifest(store: Store, id: string, faults: readonly StoreFault[]): Promise<RepairStep[]> {
  const keys = runKeys(id);
  const manifest = await orUnreadable(readManifest(store, id));
  if (manifest === "unreadable") {
    return [await setAside(store, keys.manifest)];
  }
  const missing = faults.flatMap(({ leadsTo }) => leadsTo ?? []);
  if (missing.includes(keys.packages)) {
    return [await setAside(store, keys.manifest)];
  }
  const logs = missing.filter((key) => key.startsWith(keys.folder));
  const parts = missing.filter(isTableFile);
  const steps: RepairStep[] = [];
  for (const log of logs) {
    steps.push(...(await replaceLog(store, id, log)));
  }
  if (parts.length > 0) {
    await changeObjects(store, id, (objects) =>
      Object.fromEntries(Object.entries(objects).filter(([key]) => !parts.includes(key))),
    );
    steps.push({ key: keys.manifest, done: "made again", message: `without ${parts.join(", ")}` });
  }
  return steps;
}

/** A run without its log is still a run: a note takes the place of what cannot be had. */
async function replaceLog(store: Store, id: string, key: string): Promise<RepairStep[]> {
  const manifest = await orUnreadable(readManifest(store, id));
  if (manifest === "unreadable" || manifest?.objects[key] === undefined) {
    return [];
  }
  const aside = (await store.stat(key)) === undefined ? [] : [await setAside(store, key)];
  await store.write(key, LOST_LOG);
  const sha256 = createHash("sha256").update(LOST_LOG).digest("hex");
  await changeObjects(store, id, (objects) => ({
    ...objects,
    [key]: { sizeBytes: Buffer.byteLength(LOST_LOG), sha256 },
  }));
  return [
    ...aside,
    {
      key,
      done: "made again",
      message: "a note in its place, and in the run's manifest: a log cannot be made",
    },
  ];
}

async function changeObjects(
  store: Store,
  id: string,
  change: (objects: RunManifest["objects"]) => Record<string, ManifestObject>,
): Promise<void> {
  const key = runKeys(id).manifest;
  await store.update(key, (body) => {
    if (body === undefined) {
      throw new UnreadableObjectError({ place: { file: key }, message: "was removed meanwhile" });
    }
    const manifest = parseStored(store, key, body, runManifest);
    return storedJson({ ...manifest, objects: change(manifest.objects) });
  });
}

/** Makes latest.json lead to the newest run that can be read, of the future only if there is no other, where it does not lead to a run that is there. */
export async function repairLatest(store: Store): Promise<RepairStep[]> {
  const before = new TextDecoder().decode((await store.read(LATEST_KEY)) ?? new Uint8Array());
  const latest = await orUnreadable(readLatest(store));
  if (latest !== "unreadable" && latest !== undefined && (await isRun(store, latest.run))) {
    return [];
  }
  const aside = latest === "unreadable" ? [await setAside(store, LATEST_KEY)] : [];
  const newest = await newestReadable(store);
  if (newest === undefined) {
    await store.remove(LATEST_KEY);
    return [...aside, { key: LATEST_KEY, done: "removed", message: "there is no finished run" }];
  }
  const { id, finishedAt } = newest;
  const text = await latestText(store, { id, finishedAt });
  let isWritten = false;
  await store.update(LATEST_KEY, (body) => {
    const now = body === undefined ? undefined : new TextDecoder().decode(body);
    // A run that was completed meanwhile is newer.
    isWritten = now === undefined || now === before;
    return isWritten || now === undefined ? text : now;
  });
  return isWritten
    ? [...aside, { key: LATEST_KEY, done: "made again", message: `leads to ${id}, the newest finished run` }]
    : aside;
}

async function isRun(store: Store, id: string): Promise<boolean> {
  const manifest = await orUnreadable(readManifest(store, id));
  return manifest !== undefined;
}

async function newestReadable(store: Store): Promise<RunManifest | undefined> {
  for (const id of await listFinishedRuns(store)) {
    const manifest = await orUnreadable(readManifest(store, id));
    if (manifest !== "unreadable" && manifest !== undefined) {
      return manifest;
    }
  }
  return undefined;
}

async function orUnreadable<T>(reading: Promise<T>): Promise<T | "unreadable"> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof UnreadableObjectError) {
      return "unreadable";
    }
    throw error;
  }
}
