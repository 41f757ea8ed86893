import { createReadStream } from "node:fs";

/** What is longer than this says nothing more: a compiler's call of a thousand files, a picture in a text. */
const LONGEST_LINE = 4000;
/** A log of a build is cut at 64 MiB by whoever writes it; one from elsewhere is read so far. */
const MOST_BYTES = 256 * 1024 ** 2;

/**
 * The lines of a log, one after the other, however long the log or one of its lines is: lines are cut, and BuildKit's
 * numbers and times before them are taken off.
 */
export async function* logLines(path: string): AsyncGenerator<string> {
  const stream = createReadStream(path, { encoding: "utf8", end: MOST_BYTES - 1, highWaterMark: 256 * 1024 });
  let rest = "";
  for await (const chunk of stream as AsyncIterable<string>) {
    const lines = chunk.split("\n");
    lines[0] = rest + (lines[0] ?? "");
    rest = (lines.pop() ?? "").slice(0, LONGEST_LINE);
    for (const line of lines) {
      yield plainLine(line);
    }
  }
  if (rest !== "") {
    yield plainLine(rest);
  }
}

function plainLine(line: string): string {
  return line
    .slice(0, LONGEST_LINE)
    .replace(/\r$/, "")
    .replace(/^#\d+ \d+\.\d+ /, "");
}
