import { createHash } from "node:crypto";
import { open } from "node:fs/promises";
import { join } from "node:path";
import pLimit from "p-limit";
import { printableLines } from "../../exec/printable.ts";
import { type ManifestObject, type RunPackages, type RunRecord, runKeys } from "../../store/runs/record.ts";
import type { Store } from "../../store/store.ts";

/** Of each log, the end is kept: there a tool says why it failed. */
const LONGEST_BYTES = 256 * 1024;
const AT_ONCE = 8;

/**
 * Keeps, beside a run, what the packages printed that failed or fell short in it: the machine that ran may be gone when
 * somebody wants to know why. Lines are escaped, so that nothing in them steers a terminal or a runner.
 *
 * @param logFolder where the logs of the packages are on this machine
 * @returns what the run consists of besides, by key
 */
export async function keepLogs(
  store: Store,
  { id, startedAt }: Pick<RunRecord, "id" | "startedAt">,
  packages: RunPackages,
  logFolder: string,
): Promise<Record<string, ManifestObject>> {
  const troubled = Object.entries(packages).filter(([, { status, attempts }]) => {
    return attempts > 0 && (status === "failed" || status === "unstable");
  });
  const names = troubled.flatMap(([stem]) => [stem, `${stem}.explore`]);
  const kept = await pLimit(AT_ONCE).map(names, async (name): Promise<[string, ManifestObject][]> => {
    const text = await endOf(join(logFolder, `${name}.log`), Date.parse(startedAt));
    if (text === undefined || text === "") {
      return [];
    }
    const key = `${runKeys(id).folder}logs/${name}.log`;
    await store.write(key, text);
    const sha256 = createHash("sha256").update(text).digest("hex");
    return [[key, { sizeBytes: Buffer.byteLength(text), sha256 }]];
  });
  return Object.fromEntries(kept.flat());
}

/** The end of a log, escaped; undefined where there is none that was written to since then. */
async function endOf(path: string, sinceMilliseconds: number): Promise<string | undefined> {
  const file = await open(path, "r").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") {
      return undefined;
    }
    throw error;
  });
  if (file === undefined) {
    return undefined;
  }
  try {
    const { size, mtimeMs } = await file.stat();
    if (mtimeMs < sinceMilliseconds) {
      return undefined;
    }
    const from = Math.max(0, size - LONGEST_BYTES);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(size - from), 0, size - from, from);
    const lines = printableLines(buffer.subarray(0, bytesRead).toString());
    const cut = from === 0 ? [] : [`[cut: only the last ${LONGEST_BYTES / 1024} KiB are kept]`];
    return [...cut, ...lines.slice(from === 0 ? 0 : 1)].map((line) => `${line}\n`).join("");
  } finally {
    await file.close();
  }
}
