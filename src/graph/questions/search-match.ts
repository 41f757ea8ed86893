/** How well an object is what words ask for. */

import { compareText } from "../../shard/canonical.ts";
import { wordsOf } from "../index/words.ts";

/** An object that has at least one of the words. */
export interface Candidate {
  distribution: string;
  version: string;
  shard: string;
  id: string;
  kind: string;
  /** Numbers of the words that the index of words has it by. */
  found: ReadonlySet<number>;
}

/**
 * Where the words are. `exact`: they are all words of its name, behind what it stands in. `name`: its name has them, or what it
 * stands in. `summary`: its name has some, and its summary the others. `text`: only its summary has them.
 */
export type Matched = "exact" | "name" | "summary" | "text";

export interface Match {
  matched: Matched;
  /** How many of the words only what it stands in has. */
  around: number;
}

export const MATCHES: readonly Matched[] = ["exact", "name", "summary", "text"];

/** @returns undefined where it lacks a word */
export function matchOf(candidate: Candidate, words: readonly string[]): Match | undefined {
  const parts = candidate.id.split(/[.:]/);
  const own = parts.pop() ?? "";
  if (isJoined(own, words)) {
    return { matched: "exact", around: 0 };
  }
  const places = words.map((word, index) => {
    const names = word.split(".");
    const last = names.pop() ?? "";
    if (isNamed(own, last) && standsIn(parts, names)) {
      return "name";
    }
    if (names.length === 0 && [candidate.distribution, ...parts].some((part) => isNamed(part, last))) {
      return "around";
    }
    return names.length === 0 && candidate.found.has(index) ? "summary" : undefined;
  });
  if (places.includes(undefined)) {
    return undefined;
  }
  const around = places.filter((place) => place === "around").length;
  if (places.includes("summary")) {
    return { matched: places.includes("name") ? "summary" : "text", around };
  }
  const inName = words.filter((_word, index) => places[index] === "name");
  const lasts = inName.map((word) => word.slice(word.lastIndexOf(".") + 1));
  return { matched: isWhole(own, lasts) ? "exact" : "name", around };
}

/** Whether a name, or one of its words, begins with a word. */
function isNamed(name: string, word: string): boolean {
  return [name.toLowerCase(), ...wordsOf(name)].some((one) => one.startsWith(word));
}

/** Whether these names are the innermost of what something stands in, but for case. */
function standsIn(parts: readonly string[], names: readonly string[]): boolean {
  const inner = parts.slice(parts.length - names.length).map((part) => part.toLowerCase());
  return names.length === 0 || compareText(inner.join("."), names.join(".")) === 0;
}

/** Whether words are all of a name: `csv read` and `read_csv` of read_csv. */
function isWhole(name: string, words: readonly string[]): boolean {
  const lower = name.toLowerCase();
  const pieces = [...wordsOf(name)].filter((piece) => piece !== lower);
  return words.includes(lower) || (pieces.length > 0 && pieces.every((piece) => words.includes(piece)));
}

/** Whether a name is two words or more, written as one: `parse url` and urlparse. */
function isJoined(name: string, words: readonly string[]): boolean {
  const isAsLong = name.length === words.join("").length;
  const rest = words.reduce((left, word) => left.replace(word, ""), name.toLowerCase());
  return words.length > 1 && isAsLong && rest === "";
}

/** What is of use to whoever imports, before what is part of that. */
const KIND_ORDER: Readonly<Record<string, number>> = {
  class: 0,
  function: 0,
  module: 1,
  method: 1,
  classmethod: 1,
  staticmethod: 1,
  typeAlias: 2,
  property: 2,
  descriptor: 2,
  enumMember: 3,
  data: 3,
  attribute: 3,
};

export function kindOrder(kind: string): number {
  return KIND_ORDER[kind] ?? 3;
}

/** Whether something is a package's own test, which nobody else looks for. */
export function isOfTests(id: string): boolean {
  return id.split(/[.:]/).some((part) => /^(tests?|testing|conftest)$/.test(part));
}
