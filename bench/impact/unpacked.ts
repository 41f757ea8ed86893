/** Releases of the index as folders, without anything of them being run. */

import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { nodeExec } from "../../src/exec/node-exec.ts";
import { openIndex } from "../../src/releases/index/open-index.ts";

const run = promisify(execFile);

/** Unpacks the source distribution of NAME==VERSION into a folder: that of its archive is left out. */
export async function unpackSources(named: string, folder: string): Promise<void> {
  const [name = "", version = ""] = named.split("==", 2);
  const index = await openIndex({ exec: nodeExec });
  const { releases } = await index.project(name);
  const files = releases.find((release) => release.version === version)?.files ?? [];
  const file = files.find(({ kind, fileName }) => kind === "sdist" && fileName.endsWith(".tar.gz"));
  if (file === undefined) {
    throw new Error(`the index has no source distribution of ${named}`);
  }
  await mkdir(folder, { recursive: true, mode: 0o755 });
  const archive = join(folder, "..", file.fileName);
  await run("curl", ["--fail", "--silent", "--show-error", "--location", "--output", archive, file.url]);
  const found = createHash("sha256")
    .update(await readFile(archive))
    .digest("hex");
  if (file.sha256 !== undefined && file.sha256 !== found) {
    throw new Error(`${file.fileName}: found sha256 ${found}, expected ${file.sha256}`);
  }
  await run("tar", ["-xzf", archive, "-C", folder, "--strip-components=1", "--no-same-owner"]);
}
