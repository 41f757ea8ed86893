/**
 * Words behind a label, in as many lines of a width as it takes; lines after the first are indented as far.
 *
 * @param paint how the label looks
 */
export function wrapped(
  label: string,
  text: string,
  width: number,
  paint: (label: string) => string = (plain) => plain,
): string[] {
  const indent = " ".repeat(label.length);
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && label.length + line.length + word.length + 1 > width) {
      lines.push(line);
      line = "";
    }
    line = line === "" ? word : `${line} ${word}`;
  }
  lines.push(line);
  return lines.map((content, index) => `${index === 0 ? paint(label) : indent}${content}`);
}
