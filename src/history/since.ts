import { type History, partsAt } from "./history.ts";
import { Presence } from "./presence.ts";
import { type HistoryRow, isCallKnown } from "./rows.ts";

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
  /** The name that is told of: the one that was asked about, or the object's id. */
  name: string;
  deprecatedSince?: string;
  /** Whether a release between the first and the last one has it not. */
  hasGaps?: true;
  /** Parameters that are younger than the name, or that it has no more. */
  parameters: (Span & { name: string })[];
  /** What was changed, the oldest first. */
  changes: { in: string; what: string; parameter?: string }[];
}

/** What a history says of the first of some names that a release has, inherited or not. */
export async function sinceOf(history: History, names: readonly string[]): Promise<Since | undefined> {
  for (const name of names) {
    const found: (HistoryRow[] | undefined)[] = [];
    for (const release of history.versions.keys()) {
      found.push(await history.follow(name, release));
    }
    if (found.some((rows) => rows !== undefined)) {
      return sinceOfReleases(history, name, found);
    }
  }
  return undefined;
}

/** @param found what the name stands for in each release */
function sinceOfReleases(
  { document, versions }: History,
  name: string,
  found: readonly (HistoryRow[] | undefined)[],
): Since {
  const presence = new Presence(false);
  const called = new CallPresence();
  for (const [release, rows] of found.entries()) {
    if (rows === undefined) {
      presence.miss();
    } else {
      presence.see(release);
    }
    called.see(release, rows);
  }
  const [first = 0] = presence.stretches;
  const own = ownRow(found[first]);
  const span = spanOf(presence, versions, own?.first === versions[first] && own?.maybe_older === true);
  const parameters = [...called.parameters]
    .map(([parameter, of]) => ({ name: parameter, ...spanOf(of, versions, of.isOlder) }))
    .filter(({ since, until }) => since !== span.since || until !== span.until);
  const deprecatedSince = ownRow(found.findLast((rows) => rows !== undefined))?.deprecated_since;
  return {
    ...{ distribution: document.name, name, ...span },
    ...(deprecatedSince !== undefined && { deprecatedSince }),
    ...(presence.stretches.length > 2 && { hasGaps: true }),
    parameters,
    changes: found.flatMap((rows = [], release) => changesIn(rows, versions[release])),
  };
}

/** In which releases a callable has which parameters. */
class CallPresence {
  readonly parameters = new Map<string, Presence>();
  #wasKnown = true;

  /** @param rows what the callable is in a release; undefined where that has it not */
  see(release: number, rows: readonly HistoryRow[] | undefined): void {
    const own = ownRow(rows);
    // Of what nobody knows how it is called, nothing is gone.
    const isKnown = own === undefined || isCallKnown(own, release);
    const taken = partsAt(rows ?? [], "parameter", release);
    for (const parameter of taken) {
      const presence = this.parameters.get(parameter) ?? new Presence(!this.#wasKnown);
      this.parameters.set(parameter, presence);
      presence.see(release);
    }
    for (const [parameter, presence] of this.parameters) {
      if (isKnown && !taken.includes(parameter)) {
        presence.miss();
      }
    }
    this.#wasKnown = isKnown;
  }
}

function ownRow(rows: readonly HistoryRow[] | undefined): HistoryRow | undefined {
  return rows?.find(({ what }) => what === "name");
}

function spanOf(presence: Presence, versions: readonly string[], maybeOlder: boolean): Span {
  const newest = versions.length - 1;
  const stretches = presence.until(newest);
  const [first = 0] = stretches;
  const last = stretches.at(-1) ?? newest;
  return {
    since: versions[first] ?? "",
    ...(maybeOlder && { maybeOlder }),
    ...(last < newest && { until: versions[last] ?? "" }),
  };
}

function changesIn(rows: readonly HistoryRow[], version: string | undefined): Since["changes"] {
  return rows.flatMap(({ what, part, changed_in = [], changed = [] }) =>
    changed_in.flatMap((one, index) =>
      one === version
        ? [
            {
              ...{ in: one, what: changed[index] ?? "" },
              ...(what === "parameter" && part !== undefined && { parameter: part }),
            },
          ]
        : [],
    ),
  );
}
