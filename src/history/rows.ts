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
  called?: readonly number[] | undefined;
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
  return isWithin(present, release);
}

/** Whether it is known how what a name stands for is called in a release. */
export function isCallKnown({ called = [] }: Pick<HistoryRow, "called">, release: number): boolean {
  return isWithin(called, release);
}

/** What is told of a name or parameter that has become of another kind. */
export function kindChange(before: string, after: string): string {
  return `${before} → ${after}`;
}

/**
 * The kind that a parameter has in a release: as it was before the first change of it after that.
 *
 * @param versions of all releases, the oldest first
 */
export function kindAt(row: HistoryRow, release: number, versions: readonly string[]): string | undefined {
  const { kind, changed_in = [], changed = [] } = row;
  const next = changed.find(
    (what, index) =>
      /^[a-zA-Z]+ → [a-zA-Z]+$/.test(what) && versions.indexOf(changed_in[index] ?? "") > release,
  );
  return next?.split(" → ", 1)[0] ?? kind;
}

function isWithin(stretches: readonly number[], release: number): boolean {
  return stretches.some(
    (first, index) => index % 2 === 0 && first <= release && release <= (stretches[index + 1] ?? first),
  );
}
