/** GitHub takes comments, and the texts of pull requests, of 65,536 characters; a little is left for a marker. */
export const LONGEST_COMMENT = 65_000;

/**
 * Sections, one below the other; what does not fit is left out from the end, whole sections at a time, and counted.
 *
 * @param longest in characters
 * @param rest where all of it is, as a sentence
 */
export function boundedSections(sections: readonly string[], longest: number, rest: string): string {
  const text = sections.join("\n\n");
  if (text.length <= longest) {
    return text;
  }
  const ending = (left: number) =>
    `\n\n**This is cut off: ${left} of ${sections.length} sections are left out.** ${rest}`;
  let kept = "";
  let count = 0;
  for (const section of sections) {
    const next = kept === "" ? section : `${kept}\n\n${section}`;
    if (next.length + ending(sections.length).length > longest) {
      break;
    }
    kept = next;
    count += 1;
  }
  return kept + ending(sections.length - count);
}
