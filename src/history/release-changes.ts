import { compareText } from "../shard/canonical.ts";
import type { History } from "./history.ts";
import type { HistoryRow } from "./rows.ts";

/** What a release has changed of what the one before it has; of the names of one object only the best. */
export interface ReleaseChanges {
  version: string;
  added: string[];
  removed: string[];
  /** Of names that both have. */
  changed: { name: string; parameter?: string; what: string }[];
}

/** The changes of each release but the first, the oldest first: of public names and their parameters. */
export async function releaseChanges(history: History): Promise<ReleaseChanges[]> {
  const { versions } = history;
  const changes = versions.map((version): ReleaseChanges => {
    return { version, added: [], removed: [], changed: [] };
  });
  const rows = await history.allRows();
  const best = bestNames(rows);
  let own: HistoryRow | undefined;
  for (const row of rows.filter(({ name }) => best.has(name))) {
    if (row.what === "name") {
      own = row;
      await tellName(history, row, changes);
    } else if (row.what === "parameter" && own !== undefined) {
      tellParameter(row, own, changes);
    }
    tellChanged(row, changes);
  }
  return changes.slice(1);
}

/** What a class has of its own now and inherited before, or the other way round, is neither new nor gone. */
async function tellName(
  history: History,
  row: HistoryRow,
  changes: readonly ReleaseChanges[],
): Promise<void> {
  for (const [release, how] of comings(row, changes.length)) {
    const without = how === "added" ? release - 1 : release;
    if ((await history.follow(row.name, without)) === undefined) {
      changes[release]?.[how].push(row.name);
    }
  }
}

/** What comes or goes with its name is no news. */
function tellParameter(row: HistoryRow, own: HistoryRow, changes: readonly ReleaseChanges[]): void {
  const ofName = new Set(comings(own, changes.length).map(([release]) => release));
  for (const [release, what] of comings(row, changes.length)) {
    if (!ofName.has(release)) {
      changes[release]?.changed.push({ name: row.name, parameter: row.part ?? "", what });
    }
  }
}

function tellChanged(row: HistoryRow, changes: readonly ReleaseChanges[]): void {
  const { name, what, part = "", changed_in = [], changed = [] } = row;
  for (const [index, version] of changed_in.entries()) {
    changes
      .find((one) => one.version === version)
      ?.changed.push({
        ...{ name, what: changed[index] ?? "" },
        ...(what === "parameter" && { parameter: part }),
      });
  }
}

/** Releases in which something has come or gone. */
function comings({ present }: HistoryRow, releases: number): [release: number, how: "added" | "removed"][] {
  return present.flatMap((release, index): [number, "added" | "removed"][] => {
    if (index % 2 === 0) {
      return release === 0 ? [] : [[release, "added"]];
    }
    return release === releases - 1 ? [] : [[release + 1, "removed"]];
  });
}

/** Of the public names that lead to the same object in the last release that has them, the one with the fewest parts. */
function bestNames(rows: readonly HistoryRow[]): Set<string> {
  const targets = new Map<string, string>();
  for (const { name, what, part = "" } of rows) {
    if (what === "target") {
      targets.set(name, part);
    }
  }
  const names = rows.filter((row) => row.what === "name" && row.public === true).map(({ name }) => name);
  const byObject = Map.groupBy(names, (name) => targets.get(name) ?? name);
  return new Set(
    [...byObject.values()].map((all) => all.reduce((best, one) => (isBetter(one, best) ? one : best))),
  );
}

function isBetter(name: string, than: string): boolean {
  const parts = name.split(".").length - than.split(".").length;
  return (parts || name.length - than.length || compareText(name, than)) < 0;
}
