/** Objects by words of their names and summaries. */

import { nearNames } from "../../ask/near-names.ts";
import type { Row } from "../../page/columns.ts";
import { normalizeName } from "../../releases/project-name.ts";
import { compareVersions } from "../../releases/versions.ts";
import { compareText } from "../../shard/canonical.ts";
import { lastName } from "../../shard/references.ts";
import { isAround } from "../index/public-names.ts";
import { wordsOf } from "../index/words.ts";
import type { OpenGraph } from "./open-graph.ts";
import {
  type Candidate,
  isOfTests,
  kindOrder,
  MATCHES,
  type Match,
  type Matched,
  matchOf,
} from "./search-match.ts";
import { parseQuery } from "./search-query.ts";
import { dependentCount, userCount } from "./users.ts";

export interface Hit {
  distribution: string;
  version: string;
  id: string;
  /** What it is best imported by. */
  name: string;
  kind: string;
  /** The first line of its docstring. */
  summary: string | null;
  matched: Matched;
  /** How many distributions of the graph use it. */
  usedBy: number;
}

export interface Search {
  query: string;
  /** What was searched in, where that was said. */
  scope?: string;
  words: readonly string[];
  /** The likeliest first. */
  hits: readonly Hit[];
  /** How many more there are. */
  more: number;
  /** Words that so many names begin with that only those that have them whole were looked at. */
  wholeOnly: readonly string[];
}

/** So many are told. */
const MOST_HITS = 15;

/** So many are ranked by who uses them. */
const MOST_RANKED = 60;

/** More rows than these are not looked at for one word. */
const MOST_ROWS = 60_000;

const POSTING = ["key", "distribution", "version", "shard", "id", "kind"] as const;

/** What rows under an object's whole name tell besides; of many rows it is not unpacked. */
const TOLD = ["name", "summary"] as const;
const MOST_TOLD = 20_000;

export interface SearchOptions {
  /** So many hits are told. Default 15. */
  most?: number;
  /** Of which kinds. Default: all. */
  kinds?: readonly string[];
  /** So many are ranked by who uses them, each of which may take a look-up. Default 60. */
  ranked?: number;
}

/**
 * Looks for objects that have all words: in their own name, in what that stands in, or in their summary; each by its
 * beginning. Exact ones first, then by what they are, who uses them, and how long their names are.
 */
export async function search(
  graph: OpenGraph,
  query: string,
  { most = MOST_HITS, kinds, ranked: mostRanked = MOST_RANKED }: SearchOptions = {},
): Promise<Search> {
  const { scope, words } = parseQuery(query);
  const wholeOnly: string[] = [];
  const found = new Map<string, Posting>();
  for (const [index, word] of words.entries()) {
    for (const row of await postings(graph, word, wholeOnly)) {
      if (kinds?.includes(String(row.kind)) === false) {
        continue;
      }
      const key = `${row.shard} ${row.id}`;
      const candidate = found.get(key) ?? candidateOf(row);
      found.set(key, candidate);
      candidate.found.add(index);
      candidate.told ??= toldBy(row);
    }
  }
  const matches = newestOfEach(within(scope, [...found.values()])).flatMap((candidate) => {
    const match = matchOf(candidate, words);
    return match === undefined ? [] : [{ ...candidate, ...match }];
  });
  const hits = await ranked(graph, matches, Math.max(mostRanked, Math.min(most, matches.length)));
  const shown = hits.slice(0, most);
  return {
    ...{ query, ...(scope !== undefined && { scope }), words },
    ...{ hits: shown, more: matches.length - shown.length, wholeOnly },
  };
}

/** Whether there is anything that a search in `scope` can find. */
export function isScope(graph: OpenGraph, scope: string): boolean {
  const [top = scope] = scope.split(".", 1);
  return graph.releasesOf(normalizeName(scope)).length > 0 || graph.isImportName(top);
}

/** Words that the index has and that are almost a word that it does not have. */
export async function nearWords(graph: OpenGraph, word: string): Promise<string[]> {
  const begin = word.slice(0, 2);
  if (begin.length < 2 || graph.rowsNear("words", begin) > MOST_ROWS) {
    return [];
  }
  const rows = await graph.withPrefix("words", begin, { columns: ["key", "shard"] });
  return nearNames(
    rows.map(({ key }) => String(key)),
    word,
  );
}

async function postings(graph: OpenGraph, word: string, wholeOnly: string[]): Promise<Row[]> {
  const last = word.slice(word.lastIndexOf(".") + 1);
  if (last.length < 2 || graph.rowsNear("words", last) > MOST_ROWS) {
    wholeOnly.push(last);
    return await graph.withKey("words", last, { columns: POSTING });
  }
  const isFew = graph.rowsNear("words", last) <= MOST_TOLD;
  return await graph.withPrefix("words", last, { columns: isFew ? [...POSTING, ...TOLD] : POSTING });
}

type Posting = Candidate & { found: Set<number>; told?: Row | undefined };

/** A row that tells name and summary of its object, as the one under the whole of its name does. */
function toldBy(row: Row): Row | undefined {
  const isWhole = String(row.key) === lastName(String(row.id)).toLowerCase();
  return isWhole && row.summary !== undefined ? row : undefined;
}

function candidateOf({ distribution, version, shard, id, kind }: Row): Posting {
  return {
    ...{ distribution: String(distribution), version: String(version), shard: String(shard) },
    ...{ id: String(id), kind: String(kind), found: new Set() },
  };
}

/** Those of the distribution that is called so, else those at and below a module or class. */
function within(scope: string | undefined, candidates: readonly Posting[]): readonly Posting[] {
  if (scope === undefined) {
    return candidates;
  }
  const name = normalizeName(scope);
  const own = candidates.filter(({ distribution }) => distribution === name);
  return own.length > 0 ? own : candidates.filter(({ id }) => id === scope || isAround(scope, id));
}

/** Of each object the newest version that has it. */
function newestOfEach(candidates: readonly Posting[]): Posting[] {
  const newest = new Map<string, Posting>();
  for (const candidate of candidates) {
    const key = `${candidate.distribution} ${candidate.id}`;
    const known = newest.get(key);
    if (known === undefined || compareVersions(candidate.version, known.version) > 0) {
      newest.set(key, candidate);
    }
  }
  return [...newest.values()];
}

type Found = Posting & Match;

async function ranked(graph: OpenGraph, matches: readonly Found[], most: number): Promise<Hit[]> {
  const distributions = [...new Set(matches.map(({ distribution }) => distribution))];
  const dependents = new Map(
    await Promise.all(distributions.map(async (name) => [name, await dependentCount(graph, name)] as const)),
  );
  const likeliest = matches
    .toSorted(
      (left, right) =>
        compareMatches(left, right) ||
        (dependents.get(right.distribution) ?? 0) - (dependents.get(left.distribution) ?? 0) ||
        left.id.length - right.id.length ||
        compareText(left.id, right.id),
    )
    .slice(0, most);
  const told = new Map(
    [...new Set(likeliest.filter((one) => one.told === undefined).map(({ id }) => lastName(id)))]
      // Special names are no words.
      .filter((name) => wordsOf(name).size > 0)
      .map((name) => [name, graph.withKey("words", name.toLowerCase())]),
  );
  const hits = await Promise.all(
    likeliest.map(async (match) => ({
      match,
      hit: await hitOf(graph, match, (await told.get(lastName(match.id))) ?? []),
    })),
  );
  return hits
    .sort(
      ({ match: left, hit: first }, { match: right, hit: second }) =>
        compareMatches(left, right) ||
        second.usedBy - first.usedBy ||
        (dependents.get(right.distribution) ?? 0) - (dependents.get(left.distribution) ?? 0) ||
        first.name.split(".").length - second.name.split(".").length ||
        first.name.length - second.name.length ||
        compareText(first.name, second.name) ||
        compareText(left.distribution, right.distribution),
    )
    .map(({ hit }) => hit);
}

function compareMatches(left: Found, right: Found): number {
  return (
    MATCHES.indexOf(left.matched) - MATCHES.indexOf(right.matched) ||
    Number(isOfTests(left.id)) - Number(isOfTests(right.id)) ||
    left.around - right.around ||
    kindOrder(left.kind) - kindOrder(right.kind)
  );
}

async function hitOf(graph: OpenGraph, match: Found, rows: readonly Row[]): Promise<Hit> {
  const { distribution, version, shard, id, kind, matched } = match;
  const told = match.told ?? rows.find((row) => row.shard === shard && row.id === id);
  return {
    ...{ distribution, version, id },
    name: (told?.name as string | null | undefined) ?? id.replace(":", "."),
    kind,
    summary: (told?.summary as string | null | undefined) ?? null,
    matched,
    usedBy: await userCount(graph, distribution, id),
  };
}
