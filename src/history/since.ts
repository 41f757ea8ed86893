import type { History } from "./history.ts";
import type { HistoryRow } from "./rows.ts";

/** In which of the explored releases something is. */
export interface Span {
  /** The first one that has it. */
  since: string;
  /** Whether it may be older: the releases before were not explored, or it was not known there. */
  maybeOlder?: true;
  /** The last one that has it, where later ones have it not. */
  until?: string;
}

/** What the history of a distribution says of one name. */
export interface Since extends Span {
  distribution: string;
  /** The name that the history has: the one that was asked about, or the object's id. */
  name: string;
  deprecatedSince?: string;
  /** Whether a release between the first and the last one has it not. */
  hasGaps?: true;
  /** Parameters that are younger than the name, or that it has no more. */
  parameters: (Span & { name: string })[];
  /** What was changed, the oldest first. */
  changes: { in: string; what: string; parameter?: string }[];
}

/** What a history says of the first of some names that it has. */
export async function sinceOf(history: History, names: readonly string[]): Promise<Since | undefined> {
  for (const name of names) {
    const rows = await history.rowsOf(name);
    const own = rows.find(({ what }) => what === "name");
    if (own !== undefined) {
      return sinceOfRows(history, own, rows);
    }
  }
  return undefined;
}

function sinceOfRows(history: History, own: HistoryRow, rows: readonly HistoryRow[]): Since {
  const newest = history.versions.at(-1);
  const parameters = rows
    .filter(({ what, first, last }) => what === "parameter" && (first !== own.first || last !== own.last))
    .map((row) => ({ name: row.part ?? "", ...spanOf(row, newest) }));
  const changes = rows.flatMap(({ what, part, changed_in = [], changed = [] }) =>
    changed_in.map((version, index) => ({
      ...{ in: version, what: changed[index] ?? "" },
      ...(what !== "name" && part !== undefined && { parameter: part }),
    })),
  );
  const order = history.versions;
  return {
    ...{ distribution: history.document.name, name: own.name, ...spanOf(own, newest) },
    ...(own.deprecated_since !== undefined && { deprecatedSince: own.deprecated_since }),
    ...(own.present.length > 2 && { hasGaps: true }),
    parameters,
    changes: changes.sort((a, b) => order.indexOf(a.in) - order.indexOf(b.in)),
  };
}

function spanOf({ first, last, maybe_older }: HistoryRow, newest: string | undefined): Span {
  return {
    since: first,
    ...(maybe_older && { maybeOlder: true }),
    ...(last !== newest && { until: last }),
  };
}
