import type { Column, ColumnType, Table } from "../../page/columns.ts";

const TYPES: Readonly<Record<ColumnType, unknown>> = {
  boolean: "boolean",
  int: "integer",
  text: "string",
  ints: { type: "array", elementType: "integer", containsNull: false },
  texts: { type: "array", elementType: "string", containsNull: false },
};

/** The columns of a table as Delta's log has them: a struct of Spark, as JSON. */
export function deltaSchema({ columns }: Table): string {
  const fields = columns.map(({ name, type, meaning, isRequired }: Column) => ({
    ...{ name, type: TYPES[type], nullable: isRequired !== true },
    metadata: { comment: meaning },
  }));
  return JSON.stringify({ type: "struct", fields });
}
