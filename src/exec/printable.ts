/** Makes text of unknown origin safe to show on a terminal or in a runner's log. */

// biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is its purpose.
const COLOUR_CODES = /\u001b\[[0-9;]*m/g;
// Controls (C0, DEL, C1), line separators, direction overrides and lone surrogates; the tab stays.
const UNSAFE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is its purpose.
  /[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]|\p{Surrogate}/gu;

/**
 * One line of untrusted text with everything escaped that could steer a terminal (`\x1b`) or a GitHub runner, which
 * obeys `::command::` at the start of a line and `##[command]` anywhere in it. Colour codes are dropped.
 */
export function printableLine(line: string): string {
  return line
    .replace(COLOUR_CODES, "")
    .replace(UNSAFE, escapeCharacter)
    .replace(/^(\s*):(?=:)/, "$1\\x3a")
    .replaceAll("##[", "#\\x23[");
}

/** {@link printableLine} for each line of a text; a final newline makes no empty line. */
export function printableLines(text: string): string[] {
  const lines = text.split(/\r\n|\n|\r(?!\n)/);
  if (lines.at(-1) === "") {
    lines.pop();
  }
  return lines.map(printableLine);
}

/** A JSON document over several lines, safe to print as {@link printableLine} is, and the same document for a program. */
export function printableJson(value: unknown): string {
  // The quotes around a text keep `::` from the beginning of a line, and line feeds in texts are escaped already.
  return JSON.stringify(value, undefined, 2)
    .replace(UNSAFE, (character) => (character === "\n" ? character : escapeUnit(character)))
    .replaceAll("##[", "#\\u0023[");
}

function escapeCharacter(character: string): string {
  const code = character.codePointAt(0) as number;
  return code <= 0xff ? `\\x${code.toString(16).padStart(2, "0")}` : escapeUnit(character);
}

function escapeUnit(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
