import { printableLine } from "../exec/printable.ts";

const LONGEST = 80;

/** Text of unknown origin as an error shows it: in quotes, on one line, shortened, with nothing that steers a terminal. */
export function quoted(text: string): string {
  const short = text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
  return printableLine(JSON.stringify(short));
}

/**
 * A character that shows as nothing, or makes other text show as something else: controls (line breaks and tabs among
 * them), format characters such as direction overrides, line separators, halves of characters.
 */
export const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u;
