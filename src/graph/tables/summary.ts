/** Longest one, in characters. */
const SUMMARY_LENGTH = 200;

/** The first sentence of a docstring, or its first paragraph, in one line. A title says it where nothing else does. */
export function summaryOf(doc: string): string {
  const paragraphs = doc.split(/\n\s*\n/).filter((one) => one.trim() !== "" && !SAYS_NOTHING.test(one));
  const text = paragraphs.map((one) => one.replace(TITLE, "")).find((one) => one.trim() !== "");
  const title = TITLE.exec(paragraphs[0] ?? "")?.groups;
  const paragraph = text ?? title?.underlined ?? title?.marked ?? "";
  const [sentence] = /^.*?[.!?](?=\s*\n|$)/su.exec(paragraph) ?? [paragraph];
  const line = sentence.trim().replace(/\s+/g, " ");
  return line.length <= SUMMARY_LENGTH ? line : `${cut(line, SUMMARY_LENGTH - 1)}…`;
}

/** How it is called (`array(object, dtype=None)`), and marks of Markdown and reStructuredText. */
const SAYS_NOTHING = /^\s*([\w.]+\(.*\)(\s*->[^\n]*)?\s*$|!!! |\.\. |[=*~-]{3,}\s*$)/su;

/** What a title is marked by: a line of the same character under it, and maybe over it (reStructuredText), or Markdown's `#`. */
const TITLE =
  /^\s*(?:(?:([=\-~^"'*#+`:.])\1{2,}[^\S\n]*\n)?(?=[^\n]{1,200}\n)(?<underlined>[^\n]*[^\W_][^\n]*)\n\s*([=\-~^"'*#+`:.])\3{2,}[^\S\n]*(?:\n|$)|#{1,6}[^\S\n]+(?<marked>[^\n]+)(?:\n|$))/u;

/** The beginning of a text, without half a character at its end. */
function cut(line: string, length: number): string {
  const isInside = /[\ud800-\udbff]/.test(line.charAt(length - 1));
  return line.slice(0, isInside ? length - 1 : length);
}
