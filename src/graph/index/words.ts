import type { Row } from "../../page/columns.ts";

/** A dotted name with its last part first, so that names with the same end stand together: `Session.sessions.requests`. */
export function reversedName(dotted: string): string {
  return dotted.split(/[.:]/).reverse().join(".");
}

/** The dotted name of a row of the index of names. */
export function nameOf({ key, id }: Row): string {
  return typeof id === "string" ? id : reversedName(String(key));
}

/**
 * The words of a name, in lower case, and the name itself: `HTTPAdapter` is called httpadapter, http and adapter. None of
 * special names (`__init__`).
 */
export function wordsOf(name: string): ReadonlySet<string> {
  if (/^__.*__$/.test(name)) {
    return new Set();
  }
  const spaced = name
    .replace(/([\p{Ll}\p{N}])(\p{Lu})/gu, "$1 $2")
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, "$1 $2");
  const words = spaced.split(/[\s_]+/).filter((word) => word !== "");
  return new Set([name, ...words].map((word) => word.toLowerCase()));
}

/** Words that say nothing of what something is for: half of all words of summaries. */
const FILLERS: ReadonlySet<string> = new Set(
  "all also and any are but can for from has have into its may not one only other self such than that the them then there these this those used using was were when where which will with you your".split(
    " ",
  ),
);

/** The words of a summary, in lower case, without those that are too short or say nothing. */
export function summaryWords(summary: string): ReadonlySet<string> {
  const words = summary.toLowerCase().match(/[\p{L}\p{N}_]{3,40}/gu) ?? [];
  return new Set(words.filter((word) => !FILLERS.has(word)));
}
