/** What tables of a graph are made of. */

export type ColumnType = "boolean" | "int" | "text" | "ints" | "texts";

/** What a cell holds; null where there is nothing to say. */
export type Cell = boolean | number | string | readonly number[] | readonly string[] | null;

export type Row = Readonly<Record<string, Cell>>;

/** A row that is to be written: what it leaves out is null. */
export type NewRow = Readonly<Record<string, Cell | undefined>>;

export interface Column {
  readonly name: string;
  readonly type: ColumnType;
  /** For a person, without a full stop. */
  readonly meaning: string;
  /** Rows are looked up by it: pages have their own smallest and largest value. */
  readonly isKey?: true;
  /** Row groups tell their smallest and largest value, which costs bytes of each footer. Keys have it anyway. */
  readonly hasStatistics?: true;
  /** Sorted where the key is the same: written as what each text has other than the one before it. */
  readonly isSorted?: true;
  /** Every row has it. */
  readonly isRequired?: true;
}

export interface Table {
  readonly name: string;
  readonly meaning: string;
  readonly columns: readonly Column[];
}
