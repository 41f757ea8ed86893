import { Command, Option } from "commander";
import { printableJson } from "../../../exec/printable.ts";
import { EXAMPLES } from "../../../graph/sql/examples.ts";
import { askSql } from "../../../graph/sql/sql-session.ts";
import { TABLE_NAMES, TABLES } from "../../../graph/tables/columns.ts";
import { type AskedGraph, askedGraphOf } from "../../asking/graph-choice.ts";
import { RUN_OPTION } from "../../asking/shard-choice.ts";
import type { Context } from "../../context.ts";
import { sqlCsv, sqlText, tablesText } from "../../results/graph/sql-text.ts";
import { looksOf } from "../../results/taken/words.ts";

interface SqlOptions {
  all?: boolean;
  csv?: boolean;
  store?: string;
  run?: string;
  json?: boolean;
}

/** So many rows are shown to a person who does not ask for all. */
const SHOWN_ROWS = 100;

/** `importgraph sql`: any question, over the tables of all explored packages. */
export function sqlCommand(context: Context): Command {
  return new Command("sql")
    .description("ask the tables of all explored packages by SQL (DuckDB); without a query, which there are")
    .argument("[query]", "one SELECT, in quotes; nothing else can be read, and nothing written")
    .option("--all", "all rows, not only the first ones")
    .addOption(new Option("--csv", "comma-separated values with a head").conflicts("json"))
    .option("--store <place>", "where results are kept (default: out, or IMPORTGRAPH_STORE)")
    .option(...RUN_OPTION)
    .option("--json", "for a program: an array of rows; without a query {tables, examples}")
    .action(async (query: string | undefined, options: SqlOptions) => {
      const asked = await askedGraphOf(context, options);
      context.out(
        query === undefined
          ? await tablesAnswer(context, asked, options)
          : await rowsAnswer(context, asked, query, options),
      );
    });
}

async function rowsAnswer(
  context: Context,
  { graph, store }: AskedGraph,
  query: string,
  { all, csv, json }: SqlOptions,
): Promise<string> {
  const isWhole = all === true || csv === true || json === true;
  const answer = await askSql(store, await graph.releaseParts(), query, {
    ...(!isWhole && { most: SHOWN_ROWS }),
    signal: context.signal,
  });
  if (csv === true) {
    return sqlCsv(answer).replace(/\r\n$/, "\r");
  }
  const { columns, rows } = answer;
  return json === true
    ? printableJson(
        rows.map((row) => Object.fromEntries(columns.map((name, index) => [name, row[index] ?? null]))),
      )
    : sqlText(answer, looksOf(context));
}

async function tablesAnswer(context: Context, { graph }: AskedGraph, { json }: SqlOptions): Promise<string> {
  const releases = await graph.releaseParts();
  const rows = new Map(
    TABLE_NAMES.map((table) => [
      table,
      releases.reduce((sum, { parts }) => sum + (parts[table]?.rows ?? 0), 0),
    ]),
  );
  const tables = TABLE_NAMES.map((name) => ({ ...TABLES[name], rows: rows.get(name) }));
  return json === true ? printableJson({ tables, examples: EXAMPLES }) : tablesText(rows, looksOf(context));
}
