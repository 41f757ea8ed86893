import { randomUUID } from "node:crypto";
import { readGraph } from "../../page/graph-document.ts";
import { runGraphKey, shardOfPart } from "../../page/graph-keys.ts";
import { compareRunIds } from "../../store/runs/id.ts";
import { type RunManifest, readManifest } from "../../store/runs/record.ts";
import { listRunIds } from "../../store/runs/reservation.ts";
import type { Store } from "../../store/store.ts";
import {
  checkpointKey,
  commitKey,
  lastCheckpointKey,
  readTableLog,
  type TableLog,
} from "../../store/tables-log.ts";
import { OpenGraph } from "../questions/open-graph.ts";
import { TABLE_NAMES, TABLES, type TableName } from "../tables/columns.ts";
import { checkpointBytes, fullMetaData } from "../tables/delta-checkpoint.ts";
import { deltaSchema } from "../tables/delta-schema.ts";
import type { Parts } from "../tables/parts.ts";

/** A run whose tables were told to engines. */
export interface Commit {
  table: TableName;
  version: number;
  run: string;
}

/**
 * Writes what is missing of the log by which engines read the tables: a commit of each table for each finished run that is
 * newer than what the log has. Whoever was killed before this is made up for; done twice it does nothing.
 *
 * @throws UnreadableObjectError for a log that is damaged
 */
export async function commitTables(store: Store, signal?: AbortSignal): Promise<Commit[]> {
  const ids = (await listRunIds(store)).filter(({ isComplete }) => isComplete).map(({ id }) => id);
  const manifests = new Map<string, Promise<RunManifest | undefined>>();
  const commits: Commit[] = [];
  for (const table of TABLE_NAMES) {
    const { run: last } = await readTableLog(store, table);
    for (const id of ids.filter((one) => last === undefined || compareRunIds(one, last) > 0)) {
      signal?.throwIfAborted();
      const reading = manifests.get(id) ?? readManifest(store, id);
      manifests.set(id, reading);
      const manifest = await reading;
      if (manifest?.objects[runGraphKey(id)] !== undefined) {
        const version = await commitRun(store, table, manifest);
        commits.push(...(version === undefined ? [] : [{ table, version, run: id }]));
      }
    }
    await keepCheckpoint(store, table);
  }
  return commits;
}

/** So many commits are read one by one before a checkpoint tells what they come to: as Delta's own writers have it. */
const CHECKPOINT_COMMITS = 10;

/** Writes a checkpoint where the last one is old, or was written by nobody since somebody was killed. */
async function keepCheckpoint(store: Store, table: TableName): Promise<void> {
  const log = await readTableLog(store, table);
  const version = log.nextVersion - 1;
  if (version - (log.checkpoint ?? -1) < CHECKPOINT_COMMITS) {
    return;
  }
  const { content, size } = checkpointBytes(log);
  await store.create(checkpointKey(table, version), content);
  await store.write(lastCheckpointKey(table), JSON.stringify({ version, size }));
}

/** @returns the version; undefined where somebody else has told of this run, or of a newer one, meanwhile */
async function commitRun(store: Store, table: TableName, manifest: RunManifest): Promise<number | undefined> {
  for (;;) {
    const log = await readTableLog(store, table);
    if (log.run !== undefined && compareRunIds(manifest.id, log.run) <= 0) {
      return undefined;
    }
    const text = await commitText(store, table, manifest, log);
    if (await store.create(commitKey(table, log.nextVersion), text)) {
      return log.nextVersion;
    }
  }
}

async function commitText(
  store: Store,
  table: TableName,
  manifest: RunManifest,
  log: TableLog,
): Promise<string> {
  const time = Date.parse(manifest.finishedAt);
  const prefix = `tables/${table}/`;
  const sizes = new Map(
    Object.entries(manifest.objects)
      .filter(([key]) => key.startsWith(prefix) && shardOfPart(key) !== undefined)
      .map(([key, { sizeBytes }]) => [key.slice(prefix.length), sizeBytes]),
  );
  const added = [...sizes].filter(([path, size]) => log.files.get(path)?.size !== size);
  const removed = [...log.files.keys()].filter((path) => !sizes.has(path));
  const parts = added.length === 0 ? new Map<string, Parts>() : await partsOfRun(store, manifest.id);
  const schemaString = deltaSchema(TABLES[table]);
  const actions = [
    {
      commitInfo: {
        ...{ timestamp: time, operation: "WRITE", operationParameters: { mode: "Overwrite" } },
        ...{ runId: manifest.id, engineInfo: `importgraph/${manifest.explorer.version}` },
      },
    },
    ...(log.nextVersion === 0 ? [{ protocol: { minReaderVersion: 1, minWriterVersion: 2 } }] : []),
    ...(log.metaData?.schemaString === schemaString
      ? []
      : [
          {
            metaData: fullMetaData({
              ...{ id: log.metaData?.id ?? randomUUID(), name: table, description: TABLES[table].meaning },
              ...{ schemaString, createdTime: time },
            }),
          },
        ]),
    ...removed.map((path) => ({ remove: { path, deletionTimestamp: time, dataChange: true } })),
    ...added.map(([path, size]) => {
      const facts = parts.get(path.replace(/\.parquet$/, ""))?.[table];
      const told = facts && {
        stats: JSON.stringify({ numRecords: facts.rows }),
        // What leads to a part, for engines that make indexes.
        tags: { tailBytes: String(facts.tailBytes), tailCheck: String(facts.tailCheck) },
      };
      return {
        add: { path, partitionValues: {}, size, modificationTime: time, dataChange: true, ...told },
      };
    }),
  ];
  return actions.map((action) => `${JSON.stringify(action)}\n`).join("");
}

async function partsOfRun(store: Store, run: string): Promise<Map<string, Parts>> {
  const graph = await readGraph(store, runGraphKey(run));
  const releases = graph === undefined ? [] : await new OpenGraph(store, graph).releaseParts();
  return new Map(releases.map(({ shard, parts }) => [shard, parts]));
}
