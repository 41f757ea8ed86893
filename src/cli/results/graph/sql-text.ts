import { countText } from "../../../exec/figure.ts";
import { printableLine } from "../../../exec/printable.ts";
import { EXAMPLES } from "../../../graph/sql/examples.ts";
import type { SqlAnswer, SqlCell } from "../../../graph/sql/sql-session.ts";
import { TABLES, type TableName } from "../../../graph/tables/columns.ts";
import type { Column } from "../../../page/columns.ts";
import { columns } from "../../text.ts";
import type { Looks } from "../taken/words.ts";

/** Longer cells are cut for a person. */
const LONGEST_CELL = 60;

/** The rows of an answer as a table, with what the columns are called. */
export function sqlText({ columns: names, rows, isCut }: SqlAnswer, { colors }: Looks): string {
  const lines = columns([names.map(printableLine), ...rows.map((row) => row.map(shownCell))]).split("\n");
  const [head = "", ...body] = lines;
  const count = isCut
    ? `the first ${countText(rows.length, "row")}; --all shows all, --json and --csv give all`
    : countText(rows.length, "row");
  return [colors.bold(head), ...body, colors.dim(count)].join("\n");
}

function shownCell(cell: SqlCell): string {
  const text = printableLine(
    cell === null ? "" : typeof cell === "object" ? JSON.stringify(cell) : String(cell),
  );
  return text.length > LONGEST_CELL ? `${text.slice(0, LONGEST_CELL - 1)}…` : text;
}

/** The rows of an answer as RFC 4180 has them: with a head, lines end with CR LF, lists are JSON. */
export function sqlCsv({ columns: names, rows }: SqlAnswer): string {
  const line = (cells: readonly SqlCell[]) => `${cells.map(csvCell).join(",")}\r\n`;
  return [line(names), ...rows.map(line)].join("");
}

function csvCell(cell: SqlCell): string {
  const text = cell === null ? "" : typeof cell === "object" ? JSON.stringify(cell) : String(cell);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

const TYPE_NAMES: Readonly<Record<Column["type"], string>> = {
  boolean: "boolean",
  int: "integer",
  text: "text",
  ints: "integers",
  texts: "texts",
};

/**
 * Which tables and columns there are, with what they mean, and what may be asked.
 *
 * @param rows how many rows each table has
 */
export function tablesText(rows: ReadonlyMap<TableName, number>, { colors }: Looks): string {
  const { bold, dim } = colors;
  const texts = Object.values(TABLES).map(({ name, meaning, columns: own }) => {
    const count = countText(rows.get(name as TableName) ?? 0, "row");
    const cells = own.map((column: Column) => ["", column.name, TYPE_NAMES[column.type], column.meaning]);
    return `${bold(name)}  ${dim(`${meaning}; ${count}`)}\n${columns(cells)}`;
  });
  const examples = EXAMPLES.map(({ asks, query }) => `${dim(`-- ${asks}`)}\n${query};`);
  return [
    ...texts,
    `${bold("for example")}  ${dim('importgraph sql "QUERY"; it is DuckDB\'s SQL, and references is written in quotes')}`,
    ...examples,
  ].join("\n\n");
}
