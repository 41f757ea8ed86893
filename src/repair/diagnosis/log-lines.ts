import { createReadStream } from "node:fs";

/** What is longer than this says nothing more: a compiler's call of a thousand files, a picture in a text. */
const LONGEST_LINE = 4000;
/** A log of a build is cut at 64 MiB by whoever writes it; one from elsewhere is read so far. */
const MOST_BYTES = 256 * 1024 ** 2;
/** The end of a line, also where a back end has told what a program said as Python writes texts: in one line, by escapes. */
const END = /\n|\\n/;

/**
 * The lines of a log, one after the other, however long the log or one of its lines is: lines are cut, BuildKit's
 * numbers and times before them are taken off, and what is escaped is read as what it stands for.
 */
export async function* logLines(path: string): AsyncGenerator<string> {
  const stream = createReadStream(path, { encoding: "utf8", end: MOST_BYTES - 1, highWaterMark: 256 * 1024 });
  let rest = "";
  for await (const chunk of stream as AsyncIterable<string>) {
    const lines = (rest + chunk).split(END);
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
    .replace(/^#\d+ \d+\.\d+ /, "")
    .replaceAll(/\\(['"])/g, "$1");
}
