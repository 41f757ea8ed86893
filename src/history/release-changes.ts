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
  const own = new Map(rows.filter(({ what }) => what === "name").map((row) => [row.name, row]));
  for (const row of rows.filter(({ name }) => best.has(name))) {
    const { name, what, part: parameter = "", changed_in = [], changed = [] } = row;
    if (what !== "name" && what !== "parameter") {
      continue;
    }
    const isName = what === "name";
    for (const [release, how] of comings(row, versions.length)) {
      const at = changes[release];
      if (isName) {
        at?.[how].push(name);
      } else if (!comings(own.get(name) ?? row, versions.length).some(([one]) => one === release)) {
        at?.changed.push({ name, parameter, what: how });
      }
    }
    for (const [index, version] of changed_in.entries()) {
      const change = { name, ...(!isName && { parameter }), what: changed[index] ?? "" };
      changes[versions.indexOf(version)]?.changed.push(change);
    }
  }
  return changes.slice(1);
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
