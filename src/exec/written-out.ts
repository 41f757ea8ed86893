/**
 * Waits until all that was printed has been taken.
 *
 * A pipe takes 64 KiB at a time and the rest when its reader has come so far: `process.exit` right after a long answer
 * would cut it.
 */
export async function writtenOut(): Promise<void> {
  const streams = [process.stdout, process.stderr];
  await Promise.all(
    streams.map((stream) => new Promise<void>((resolve) => stream.write("", () => resolve()))),
  );
}
