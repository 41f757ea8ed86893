/**
 * The log of Delta Lake beside the parts of each table, by which engines read them: one commit for each run.
 *
 * https://github.com/delta-io/delta/blob/master/PROTOCOL.md
 */

import { z } from "zod";
import { type Store, UnreadableObjectError } from "./store.ts";

/** What is there of a table, as its log says. */
export interface TableLog {
  /** Of the next commit. */
  nextVersion: number;
  /** Names of the files of the newest version, with their lengths. */
  files: ReadonlyMap<string, number>;
  /** The run of the newest version; undefined where there is none. */
  run: string | undefined;
  /** Columns of the newest version, as the log has them. */
  schemaString: string | undefined;
  /** Made once for the table. */
  tableId: string | undefined;
}

const count = z.number().int().nonnegative();

const action = z.looseObject({
  commitInfo: z.looseObject({ runId: z.string() }).optional(),
  protocol: z.looseObject({ minReaderVersion: count }).optional(),
  metaData: z.looseObject({ id: z.string(), schemaString: z.string() }).optional(),
  add: z.looseObject({ path: z.string(), size: count }).optional(),
  remove: z.looseObject({ path: z.string() }).optional(),
});

export function logFolder(table: string): string {
  return `tables/${table}/_delta_log/`;
}

export function commitKey(table: string, version: number): string {
  return `${logFolder(table)}${String(version).padStart(20, "0")}.json`;
}

/**
 * Reads the log of a table.
 *
 * @throws UnreadableObjectError for a commit that is missing, damaged or of a newer protocol
 */
export async function readTableLog(store: Store, table: string): Promise<TableLog> {
  const files = new Map<string, number>();
  const log = { run: undefined, schemaString: undefined, tableId: undefined } as Partial<TableLog>;
  let version = 0;
  const keys = (await Array.fromAsync(store.list(logFolder(table)))).map(({ key }) => key);
  for (const key of keys.filter((one) => /\/\d{20}\.json$/.test(one))) {
    if (key !== commitKey(table, version)) {
      throw damagedLog(store, commitKey(table, version), `is not there, though ${key} is`);
    }
    for (const { commitInfo, metaData, protocol, add, remove } of await readCommit(store, key)) {
      if ((protocol?.minReaderVersion ?? 1) > 1) {
        throw damagedLog(store, key, "is of a newer protocol of Delta: another program wrote it");
      }
      Object.assign(log, commitInfo && { run: commitInfo.runId });
      Object.assign(log, metaData && { schemaString: metaData.schemaString, tableId: metaData.id });
      files.delete(remove?.path ?? "");
      if (add !== undefined) {
        files.set(add.path, add.size);
      }
    }
    version += 1;
  }
  const { run, schemaString, tableId } = log;
  return { nextVersion: version, files, run, schemaString, tableId };
}

async function readCommit(store: Store, key: string): Promise<z.infer<typeof action>[]> {
  const body = await store.read(key);
  try {
    const lines = new TextDecoder().decode(body).split("\n");
    if (lines.pop() !== "" || lines.length === 0) {
      throw new Error("its last line has no end");
    }
    return lines.map((line) => action.parse(JSON.parse(line)));
  } catch (error) {
    const reason = error instanceof z.ZodError ? z.prettifyError(error) : String((error as Error).message);
    throw damagedLog(store, key, `is no commit of a table: ${reason}`);
  }
}

function damagedLog({ address }: Store, key: string, message: string): UnreadableObjectError {
  const folder = key.replace(/[^/]+$/, "");
  return new UnreadableObjectError({
    place: { file: `${address}/${key}` },
    message,
    fix: `delete ${address}/${folder}, which only engines read; ./scripts/importgraph merge --store ${address} writes it anew`,
  });
}
