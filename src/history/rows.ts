import type { Row } from "../page/columns.ts";

/** What a row may be of besides a name itself. */
export type Part = "parameter" | "base" | "target";

/** A row of a history. Its fields are {@link HISTORY the columns}. */
export interface HistoryRow {
  name: string;
  what: "name" | Part;
  part?: string;
  position?: number;
  kind?: string | undefined;
  public?: boolean | undefined;
  first: string;
  last: string;
  maybe_older: boolean;
  present: readonly number[];
  deprecated_since?: string | undefined;
  changed_in?: readonly string[] | undefined;
  changed?: readonly string[] | undefined;
}

/** A row as it was read. */
export function historyRow(row: Row): HistoryRow {
  return Object.fromEntries(Object.entries(row).filter(([, cell]) => cell !== null)) as unknown as HistoryRow;
}

/** Whether a release has what a row is of. */
export function isPresent({ present }: Pick<HistoryRow, "present">, release: number): boolean {
  return present.some(
    (first, index) => index % 2 === 0 && first <= release && release <= (present[index + 1] ?? first),
  );
}
