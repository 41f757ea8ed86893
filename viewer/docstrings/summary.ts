import { docLines } from "./lines.ts";
import { readInline } from "./read-inline.ts";

const MOST_CHARACTERS = 220;

/** The first paragraph of a docstring as plain text, without the marks of whatever it is written in. */
export function plainSummary(doc: string): string {
  const lines = docLines(doc);
  const end = lines.indexOf("");
  const text = readInline(lines.slice(0, end < 0 ? undefined : end).join("\n"))
    .map((part) => part.text)
    .join("")
    .replace(/::$/, ":");
  const [sentence = text] = /^.{20,}?[.!?](?=\s|$)/su.exec(text) ?? [];
  return sentence.length > MOST_CHARACTERS
    ? `${sentence.slice(0, MOST_CHARACTERS - 1).trimEnd()}…`
    : sentence;
}
