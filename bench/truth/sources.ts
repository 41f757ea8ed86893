/** The distributions of `truth.yaml`, and the files that say which names each documents. */
import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { wantedNames } from "../../src/coverage/wanted-names.ts";
import { nodeExec } from "../../src/exec/node-exec.ts";
import { openOutputLog } from "../../src/exec/output-log.ts";
import { cacheFolder } from "../../src/files/cache-folder.ts";
import { runInContainer } from "../../src/lock/uv/container-run.ts";
import { openWorkshop } from "../../src/run/package/workshop.ts";
import { benchEntries, writeWhole } from "../entries.ts";
import { ROOT } from "../prepared.ts";

const sourceSchema = z.union([
  z.strictObject({ debian: z.string(), package: z.string() }),
  z.strictObject({ stubs: z.string() }),
]);

/** Where names of a distribution come from. */
type Source = z.infer<typeof sourceSchema>;

/** A distribution and its truth. */
export interface TruthEntry {
  stem: string;
  python: string;
  source: Source;
}

/** What has been fetched, locked and explored once is kept here, so that the next time needs no network. */
export const TRUTH_FOLDER = cacheFolder("truth");

/**
 * Reads `truth.yaml` and writes each entry's pkginfo into the `pkginfo/` of {@link TRUTH_FOLDER}.
 *
 * @param chosen names or stems; of all where it is empty
 */
export async function truthEntries(chosen: readonly string[]): Promise<TruthEntry[]> {
  const path = join(import.meta.dirname, "truth.yaml");
  const entries = await benchEntries(path, TRUTH_FOLDER, chosen, "truth");
  return entries.map(({ stem, python, extra }) => ({ stem, python, source: sourceSchema.parse(extra) }));
}

/** The names that an entry's truth has; none where it could not be had. */
export async function documentedNames({ source, python }: TruthEntry): Promise<string[]> {
  const folder = folderOf(source);
  const names = new Set<string>();
  const files = existsSync(folder) ? await readdir(folder, { recursive: true, withFileTypes: true }) : [];
  for (const file of files.filter((one) => one.isFile())) {
    const found = await wantedNames(join(file.parentPath, file.name), async () => ({
      python,
      platform: "linux",
    }));
    for (const name of found) {
      names.add(name);
    }
  }
  return [...names].sort();
}

function folderOf(source: Source): string {
  const parts = "debian" in source ? [source.debian, source.package] : ["stubs", source.stubs];
  return join(TRUTH_FOLDER, "sources", ...parts);
}

const fetched = z.record(z.string(), z.record(z.string(), z.base64()));

/** Fetches those truths that are not there. */
export async function fetchTruths(
  entries: readonly TruthEntry[],
  say: (line: string) => void,
): Promise<void> {
  const sources = entries.map(({ source }) => source);
  const missing = sources.filter((source) => !existsSync(folderOf(source)));
  const suites = Map.groupBy(missing, (source) => ("debian" in source ? source.debian : "stubs"));
  for (const [suite, wanted] of suites) {
    say(`fetching ${wanted.length} truths: ${suite}`);
    const keys = wanted.map((source) => ("debian" in source ? source.package : source.stubs));
    const job = suite === "stubs" ? { stubs: keys } : { debian: suite, packages: keys };
    const found = await fetchFiles(job);
    for (const [index, source] of wanted.entries()) {
      const files = Object.entries(found[keys[index] ?? ""] ?? {});
      if (files.length === 0) {
        say(`  ${keys[index]}: nothing there`);
      }
      for (const [path, content] of files) {
        await writeWhole(join(folderOf(source), path), Buffer.from(content, "base64"));
      }
    }
  }
}

async function fetchFiles(job: unknown): Promise<z.infer<typeof fetched>> {
  const { signal } = new AbortController();
  const workshop = openWorkshop({ exec: nodeExec, home: ROOT, logFolder: TRUTH_FOLDER, signal });
  const log = openOutputLog(join(TRUTH_FOLDER, "fetch.log"));
  try {
    const { tag } = await workshop.base("3.13", () => {});
    const chunks: Uint8Array[] = [];
    const outcome = await runInContainer(
      { docker: await workshop.docker(() => {}), secrets: await workshop.secrets(), log },
      {
        image: tag,
        command: ["python", "-c", await readFile(join(import.meta.dirname, "fetch_truth.py"), "utf8")],
        stdin: JSON.stringify(job),
        onStdout: (chunk) => void chunks.push(chunk),
      },
    );
    if ("failure" in outcome) {
      throw new Error(outcome.failure);
    }
    return fetched.parse(JSON.parse(Buffer.concat(chunks).toString("utf8")));
  } finally {
    await log.close();
    await workshop.close();
  }
}
