import { randomUUID } from "node:crypto";
import type { PartFacts } from "../../page/checks.ts";
import { readGraph } from "../../page/graph-document.ts";
import { fileOfPart, isTableFile, runGraphKey } from "../../page/graph-keys.ts";
import { versionInMetadata } from "../../store/layout.ts";
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
      .filter(([key]) => key.startsWith(prefix) && isTableFile(key))
      .map(([key, { sizeBytes }]) => [key.slice(prefix.length), sizeBytes]),
  );
  const added = [...sizes].filter(([path, size]) => log.files.get(path)?.size !== size);
  const removed = [...log.files.keys()].filter((path) => !sizes.has(path));
  const told = added.length === 0 ? new Map<string, object>() : await toldOfFiles(store, table, manifest.id);
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
    ...added.map(([path, size]) => ({
      add: {
        ...{ path, partitionValues: {}, size, modificationTime: time, dataChange: true },
        ...told.get(path),
      },
    })),
  ];
  return actions.map((action) => `${JSON.stringify(action)}\n`).join("");
}

/** What is told of the files of a run in a table: how many rows they have and, for engines that make indexes, what leads to parts. */
async function toldOfFiles(store: Store, table: TableName, run: string): Promise<Map<string, object>> {
  const graph = await readGraph(store, runGraphKey(run));
  const releases = graph === undefined ? [] : await new OpenGraph(store, graph).releaseParts();
  const files = Map.groupBy(
    releases.flatMap(({ distribution, version, shard, parts }) => {
      const facts = parts[table];
      return facts === undefined ? [] : [{ distribution, version, shard, facts }];
    }),
    ({ shard, facts }) => fileOfPart(table, shard, facts).slice(`tables/${table}/`.length),
  );
  return new Map([...files].map(([path, parts]) => [path, toldOfFile(parts)]));
}

interface PartOfFile {
  distribution: string;
  version: string;
  shard: string;
  facts: PartFacts;
}

function toldOfFile(parts: readonly PartOfFile[]): object {
  const stats = JSON.stringify({ numRecords: parts.reduce((sum, { facts }) => sum + facts.rows, 0) });
  const [only] = parts;
  if (only !== undefined && only.facts.within === undefined) {
    const { tailBytes, tailCheck } = only.facts;
    return { stats, tags: { tailBytes: String(tailBytes), tailCheck: String(tailCheck) } };
  }
  const told = parts.map(({ distribution, version, shard, facts }) => {
    const { bytes, tailBytes, tailCheck, rows, within } = facts;
    return [
      distribution,
      versionInMetadata(version),
      shard,
      bytes,
      tailBytes,
      tailCheck,
      rows,
      within?.start ?? 0,
    ];
  });
  return { stats, tags: { parts: JSON.stringify(told) } };
}
