/** Markdown for pages that GitHub shows, from text that may come from anywhere. */

import { figure } from "../../exec/figure.ts";
import { printableLine } from "../../exec/printable.ts";

/**
 * One line of text that Markdown shows as it is: no emphasis, links, images, mentions, references to issues or HTML come
 * of it.
 */
export function markdownText(text: string): string {
  // GitHub looks for mentions and references in the finished page, where an entity is a character again, but not in code.
  return escaped(text)
    .replaceAll(/&#(?:64|35);/g, "$&&#8203;")
    .replaceAll(/\bGH-(?=\d)/gi, "$&&#8203;");
}

/** Text in a fixed-width face, in which nothing is a mention, a link or Markdown either. */
export function markdownCode(text: string): string {
  return `<code>${escaped(text)}</code>`;
}

/** Characters that could begin something become HTML entities, which no rule of Markdown looks at. */
function escaped(text: string): string {
  return (
    printableLine(text.replaceAll(/\s+/g, " "))
      .replaceAll(/[&<>"'`*_~[\](){}#!@|\\^$:]/g, (character) => `&#${character.charCodeAt(0)};`)
      .replaceAll(/(^|\s)([-+=]|\d+\.)(?=\s|$|[-=])/g, (_, before: string, mark: string) => {
        return `${before}${mark.slice(0, -1)}&#${mark.charCodeAt(mark.length - 1)};`;
      })
      // GitHub makes links of bare addresses.
      .replaceAll(/\b(www)\./gi, "$1&#46;")
  );
}

/** Lines of text in a block that shows them as they are; they can't end it. */
export function markdownFence(lines: readonly string[], language: string): string {
  const safe = lines.map(printableLine);
  const longest = Math.max(
    2,
    ...safe.flatMap((line) => (line.match(/`+/g) ?? []).map(({ length }) => length)),
  );
  const fence = "`".repeat(longest + 1);
  return [`${fence}${language}`, ...safe, fence].join("\n");
}

/** A table; cells are Markdown already. */
export function markdownTable(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll("|", "&#124;")).join(" | ")} |`;
  return [line(columns), line(columns.map(() => "---")), ...rows.map(line)].join("\n");
}

/** A number in a table's cell; a dash where there is none. */
export function numberText(count: number | undefined): string {
  return count === undefined ? "–" : figure(count);
}
