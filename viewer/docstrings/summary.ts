import type { Block, Inline } from "./blocks.ts";
import { readDocstring } from "./read-blocks.ts";
import { readInline } from "./read-inline.ts";

const MOST_CHARACTERS = 220;

/** What comes behind is not read for a summary. */
const BEGINNING_CHARACTERS = 2000;

/** The first sentence of a docstring as plain text, without the marks of whatever it is written in. */
export function plainSummary(doc: string): string {
  const blocks = readDocstring(doc.slice(0, BEGINNING_CHARACTERS));
  const text = textOf(firstParagraph(blocks)).replace(/:+$/, "");
  const sentence = SENTENCE.exec(text)?.[0] ?? text;
  return sentence.length > MOST_CHARACTERS
    ? `${sentence.slice(0, MOST_CHARACTERS - 1).trimEnd()}…`
    : sentence;
}

/** A text of one line without its marks. */
export function plainText(text: string): string {
  return textOf(readInline(text));
}

/** A full stop behind what is no abbreviation. */
const SENTENCE = /^.{12,}?(?<!\b(?:e\.g|i\.e|etc|vs|cf|no))[.!?](?=\s|$)/su;

function firstParagraph(blocks: readonly Block[]): readonly Inline[] {
  const paragraph = blocks.find((block) => block.kind === "paragraph");
  const heading = blocks.find((block) => block.kind === "heading");
  return (paragraph ?? heading)?.content ?? [];
}

function textOf(parts: readonly Inline[]): string {
  return parts.map((part) => part.text).join("");
}
