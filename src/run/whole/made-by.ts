/** What a run's record says of who made its shards. */

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import type { KeySources } from "../../plan/package-keys.ts";
import type { RunRecord } from "../../store/runs/record.ts";

/** Of all shards of a run. */
export const RUN_PLATFORM = "linux-x86_64";

/** @param home the program's own folder */
export async function explorerRecord(home: string, sources: KeySources): Promise<RunRecord["explorer"]> {
  const text = await readFile(join(home, "package.json"), "utf8");
  const { version } = z.object({ version: z.string() }).parse(JSON.parse(text));
  return { version, digest: await sources.explorer() };
}
