/** The page that GitHub shows of a step: Markdown, at most 1 MiB, else it is dropped whole. */

import { appendFile, stat } from "node:fs/promises";

/** GitHub's limit for one step is 1 MiB of UTF-8; some is left for what others of the step may write. */
const MOST_BYTES = 1024 * 1024 - 16 * 1024;

/**
 * Adds a text to the page, cut at the end of a line where the page would become too long. Without a page, as outside of
 * a runner, nothing happens.
 *
 * @param markdown all of it safe: text from outside goes through `markdownText` first
 * @param whole where the whole of it can be read, as a phrase such as "the artifact `report`"
 */
export async function addToSummary(markdown: string, whole: string): Promise<void> {
  const page = process.env.GITHUB_STEP_SUMMARY;
  if (page === undefined || page === "") {
    return;
  }
  const written = (await stat(page).catch(() => undefined))?.size ?? 0;
  await appendFile(page, boundedMarkdown(`${markdown.trimEnd()}\n\n`, MOST_BYTES - written, whole));
}

/** The lines of a text that fit into some bytes of UTF-8, and a line that says so where not all do. */
export function boundedMarkdown(markdown: string, mostBytes: number, whole: string): string {
  const bytes = Buffer.from(markdown);
  if (bytes.length <= mostBytes) {
    return markdown;
  }
  const ending = `\n\n**This page is cut off, since GitHub drops longer ones.** All of it is in ${whole}.\n`;
  const room = mostBytes - Buffer.byteLength(ending);
  const end = bytes.lastIndexOf("\n", Math.max(room - 1, 0));
  return room <= 0 ? "" : `${bytes.subarray(0, Math.max(end, 0)).toString()}${ending}`;
}
