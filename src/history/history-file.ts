import { createHash } from "node:crypto";
import { TableWriter } from "../graph/tables/parquet-writer.ts";
import {
  type HistoryDocument,
  historyContent,
  historyFileKey,
  historyKey,
  type MissingRelease,
} from "../page/history-document.ts";
import type { Store } from "../store/store.ts";
import { storedJson } from "../store/stored-json.ts";
import { HISTORY } from "./columns.ts";
import type { BuiltHistory } from "./history-builder.ts";

/** Rows of a row group: so that looking up one name unpacks little. */
const GROUP_ROWS = 2048;

/** What else is known of a history. */
export interface HistoryCircumstances {
  /** Normalised name of the distribution. */
  name: string;
  hasEarlier: boolean;
  missing: MissingRelease[];
}

/**
 * Keeps a history in a store: first its file, then the document that leads to it. The same releases give the same bytes.
 *
 * @throws InputError where the store cannot be written to
 */
export async function keepHistory(
  store: Store,
  { releases, rows }: BuiltHistory,
  { name, hasEarlier, missing }: HistoryCircumstances,
): Promise<HistoryDocument> {
  const writer = new TableWriter(HISTORY.columns, { groupRows: GROUP_ROWS, about: `history of ${name}` });
  for (const row of rows) {
    writer.add({ ...row });
  }
  const { content, ...facts } = writer.finish();
  const digest = createHash("sha256").update(content).digest("hex");
  await store.write(historyFileKey(name, digest), content);
  const document = { name, releases, hasEarlier, missing, digest, ...facts };
  await store.write(historyKey(name), storedJson(historyContent(document)));
  return document;
}
