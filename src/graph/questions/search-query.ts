/** What is searched for: words, behind the name of whom to search. */

export interface SearchQuery {
  /** Distribution, module or class to search in. */
  scope: string | undefined;
  /** In lower case; one with dots is a name with what it stands in. */
  words: readonly string[];
}

/** More words than these are not looked for: each is a look-up. */
const MOST_WORDS = 12;

/** Longer ones are nobody's. */
const LONGEST_WORD = 200;

/** Reads `read csv`, `DataFrame.mer` and `pandas: read csv`. Quotes say nothing: all words are wanted anyway. */
export function parseQuery(text: string): SearchQuery {
  const [, scope, rest = text] = /^\s*([^\s:]+):\s+(.*)$/su.exec(text) ?? [];
  const words = rest
    .split(/[\s,"'`]+/u)
    .map((word) => word.replace(/^\.+|\.+$/g, "").slice(0, LONGEST_WORD))
    .filter((word) => word !== "");
  return { scope, words: [...new Set(words.map((word) => word.toLowerCase()))].slice(0, MOST_WORDS) };
}
