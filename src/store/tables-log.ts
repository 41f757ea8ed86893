/**
 * The log of Delta Lake beside the parts of each table, by which engines read them: one commit for each run.
 *
 * https://github.com/delta-io/delta/blob/master/PROTOCOL.md
 */

import { parquetReadObjects } from "hyparquet";
import { z } from "zod";
import { compareText } from "../shard/canonical.ts";
import { type Store, UnreadableObjectError } from "./store.ts";
import { storeOption } from "./store-option.ts";

/** What is there of a table, as its log says. */
export interface TableLog {
  /** Of the next commit. */
  nextVersion: number;
  /** The files of the newest version, by their names. */
  files: ReadonlyMap<string, AddedFile>;
  /** The run of the newest version; undefined where there is none. */
  run: string | undefined;
  /** What the newest version says of the table; undefined where there is none. */
  metaData: TableMetaData | undefined;
  /** The newest version that there is a checkpoint of. */
  checkpoint: number | undefined;
}

const count = z.union([z.bigint().transform(Number), z.number()]).pipe(z.number().int().nonnegative());
const texts = z.record(z.string(), z.string());
/** As a checkpoint has it: cells of Parquet that are null stand for what is not there. */
const optional = <T extends z.ZodType>(schema: T) =>
  schema.nullish().transform((value) => value ?? undefined);

const addedFile = z.object({
  path: z.string(),
  size: count,
  modificationTime: count,
  stats: optional(z.string()),
  tags: optional(texts),
});

const metaData = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  schemaString: z.string(),
  createdTime: count,
});

const action = z.looseObject({
  commitInfo: optional(z.looseObject({ runId: z.string() })),
  protocol: optional(z.looseObject({ minReaderVersion: count })),
  metaData: optional(metaData),
  add: optional(addedFile),
  remove: optional(z.looseObject({ path: z.string() })),
});

type Action = z.infer<typeof action>;

/** A file of a table, as its log has it. */
export type AddedFile = z.infer<typeof addedFile>;

export type TableMetaData = z.infer<typeof metaData>;

export function logFolder(table: string): string {
  return `tables/${table}/_delta_log/`;
}

export function commitKey(table: string, version: number): string {
  return `${logFolder(table)}${String(version).padStart(20, "0")}.json`;
}

/** What a log has come to at a version, by the commits up to it. */
export function checkpointKey(table: string, version: number): string {
  return `${logFolder(table)}${String(version).padStart(20, "0")}.checkpoint.parquet`;
}

/** Tells engines which checkpoint is the newest. */
export function lastCheckpointKey(table: string): string {
  return `${logFolder(table)}_last_checkpoint`;
}

/**
 * Reads the log of a table: from its newest checkpoint on, so that it costs no more the older a store is.
 *
 * @param options.isWhole from its first commit on, and whether checkpoints say the same
 * @throws UnreadableObjectError for a commit or a checkpoint that is missing, damaged or of a newer protocol
 */
export async function readTableLog(
  store: Store,
  table: string,
  { isWhole = false }: { isWhole?: boolean } = {},
): Promise<TableLog> {
  const keys = (await Array.fromAsync(store.list(logFolder(table)))).map(({ key }) => key);
  const commits = keys.filter((key) => /\/\d{20}\.json$/.test(key));
  for (const [version, key] of commits.entries()) {
    if (key !== commitKey(table, version)) {
      throw damagedLog(store, commitKey(table, version), `is not there, though ${key} is`);
    }
  }
  const checkpoints = keys.flatMap((key) => {
    const version = /\/(\d{20})\.checkpoint\.parquet$/.exec(key)?.[1];
    return version === undefined ? [] : [Number(version)];
  });
  const checkpoint = checkpoints.at(-1);
  const state = new LogState();
  if (checkpoint !== undefined && !isWhole) {
    state.add(await readCheckpoint(store, checkpointKey(table, checkpoint)));
  }
  // A checkpoint does not tell of which run it is: its own commit does.
  for (let version = isWhole ? 0 : (checkpoint ?? 0); version < commits.length; version++) {
    const key = commitKey(table, version);
    const actions = await readCommit(store, key);
    if (actions.some(({ protocol }) => (protocol?.minReaderVersion ?? 1) > 1)) {
      throw damagedLog(store, key, "is of a newer protocol of Delta: another program wrote it");
    }
    state.add(actions);
    if (isWhole && checkpoints.includes(version)) {
      await ensureSame(store, checkpointKey(table, version), state);
    }
  }
  if (isWhole) {
    await ensureLastCheckpoint(store, table, checkpoints);
  }
  const { files, run, metaData: said } = state;
  return { nextVersion: commits.length, files, run, metaData: said, checkpoint };
}

/** What commits come to, one after another. */
class LogState {
  readonly files = new Map<string, AddedFile>();
  run: string | undefined;
  metaData: TableMetaData | undefined;

  add(actions: readonly Action[]): void {
    for (const { commitInfo, metaData: said, add, remove } of actions) {
      this.run = commitInfo?.runId ?? this.run;
      this.metaData = said ?? this.metaData;
      this.files.delete(remove?.path ?? "");
      if (add !== undefined) {
        this.files.set(add.path, add);
      }
    }
  }

  /** Equal for states that say the same of the files. */
  text(): string {
    const files = [...this.files.values()].sort((left, right) => compareText(left.path, right.path));
    return JSON.stringify([this.metaData, files]);
  }
}

async function ensureSame(store: Store, key: string, expected: LogState): Promise<void> {
  const found = new LogState();
  found.add(await readCheckpoint(store, key));
  if (found.text() !== expected.text()) {
    throw damagedCheckpoint(store, key, "says something else than the commits up to it");
  }
}

async function ensureLastCheckpoint(
  store: Store,
  table: string,
  checkpoints: readonly number[],
): Promise<void> {
  const key = lastCheckpointKey(table);
  const body = await store.read(key);
  if (body === undefined) {
    return;
  }
  try {
    const { version } = lastCheckpoint.parse(JSON.parse(new TextDecoder().decode(body)));
    if (!checkpoints.includes(version)) {
      throw new Error(`${checkpointKey(table, version)}, which it leads to, is not there`);
    }
  } catch (error) {
    throw damagedCheckpoint(store, key, `leads to no checkpoint: ${reasonOf(error)}`);
  }
}

const lastCheckpoint = z.looseObject({ version: count });

async function readCheckpoint(store: Store, key: string): Promise<Action[]> {
  const body = await store.read(key);
  try {
    const file = new Uint8Array(body ?? []).buffer;
    return (await parquetReadObjects({ file })).map((row) => action.parse(row));
  } catch (error) {
    throw damagedCheckpoint(store, key, `is no checkpoint of a table: ${reasonOf(error)}`);
  }
}

async function readCommit(store: Store, key: string): Promise<Action[]> {
  const body = await store.read(key);
  try {
    const lines = new TextDecoder().decode(body).split("\n");
    if (lines.pop() !== "" || lines.length === 0) {
      throw new Error("its last line has no end");
    }
    return lines.map((line) => action.parse(JSON.parse(line)));
  } catch (error) {
    throw damagedLog(store, key, `is no commit of a table: ${reasonOf(error)}`);
  }
}

function reasonOf(error: unknown): string {
  return error instanceof z.ZodError ? z.prettifyError(error) : String((error as Error).message);
}

function damagedLog(store: Store, key: string, message: string): UnreadableObjectError {
  const { address } = store;
  const folder = key.replace(/[^/]+$/, "");
  return new UnreadableObjectError({
    place: { file: `${address}/${key}` },
    message,
    fix: `delete ${address}/${folder}, which only engines read; ./scripts/importgraph merge${storeOption(store)} writes it anew`,
  });
}

function damagedCheckpoint(store: Store, key: string, message: string): UnreadableObjectError {
  const folder = `${store.address}/${key.replace(/[^/]+$/, "")}`;
  return new UnreadableObjectError({
    place: { file: `${store.address}/${key}` },
    message,
    fix: `delete ${folder}*.checkpoint.parquet and ${folder}_last_checkpoint; ./scripts/importgraph merge${storeOption(store)} writes them anew`,
  });
}
