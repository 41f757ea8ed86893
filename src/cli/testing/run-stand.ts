/** What the end-to-end tests and the benchmarks of runs share: a repository of their own, and the program as a person runs it. */

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { programHome } from "../../files/home.ts";
import { verifyStore } from "../../store/care/verify.ts";
import { openStore } from "../../store/open-store.ts";
import { readLatest, readManifest, readRunPackages } from "../../store/runs/record.ts";
import type { Store } from "../../store/store.ts";

export interface Ended {
  /** Null where it was killed. */
  code: number | null;
  out: string;
  err: string;
}

export interface RunStand {
  folder: string;
  root: string;
  /** Where the store is: a folder, unless another address was given. */
  address: string;
  /** @param killAfterMilliseconds SIGKILL then, if it still runs */
  importgraph(args: readonly string[], killAfterMilliseconds?: number): Promise<Ended>;
  /** A program that is told when to stop. */
  start(args: readonly string[]): ChildProcess;
  /** Changes the text of a pkginfo. */
  edit(stem: string, change: (text: string) => string): Promise<void>;
  /** Opens the store as it is now, with nothing remembered. */
  store(): Promise<Store>;
  tearDown(): Promise<void>;
}

/**
 * @param stems packages of our own repository, with their locks
 * @param options.env further variables; `IMPORTGRAPH_STORE` is the store
 */
export async function setUpRuns(
  stems: readonly string[],
  options: { env?: Record<string, string>; address?: string } = {},
): Promise<RunStand> {
  const folder = await mkdtemp(join(tmpdir(), "importgraph-run-"));
  const root = join(folder, "repository");
  const { address = join(folder, "store") } = options;
  await mkdir(join(root, "pkginfo"), { recursive: true });
  for (const stem of stems) {
    await cp(join(programHome, "pkginfo", `${stem}.yaml`), join(root, "pkginfo", `${stem}.yaml`));
    await cp(join(programHome, "dockerfiles", stem), join(root, "dockerfiles", stem), { recursive: true });
  }
  const env = {
    ...process.env,
    ...options.env,
    ...{ IMPORTGRAPH_ROOT: root, IMPORTGRAPH_STORE: address, NO_COLOR: "1" },
  };

  function start(args: readonly string[]): ChildProcess {
    return spawn(join(programHome, "scripts", "importgraph"), args, {
      ...{ cwd: folder, env },
      stdio: ["ignore", "pipe", "pipe"],
    });
  }

  return {
    ...{ folder, root, address, start },
    importgraph: (args, killAfterMilliseconds) => ended(start(args), killAfterMilliseconds),
    async edit(stem, change) {
      const path = join(root, "pkginfo", `${stem}.yaml`);
      await writeFile(path, change(await readFile(path, "utf8")));
    },
    store: () => openStore(address),
    tearDown: () => rm(folder, { recursive: true, force: true }),
  };
}

/** What a program wrote, and how it ended. */
export async function ended(child: ChildProcess, killAfterMilliseconds?: number): Promise<Ended> {
  const read = { out: "", err: "" };
  for (const [name, stream] of [
    ["out", child.stdout],
    ["err", child.stderr],
  ] as const) {
    stream?.on("data", (chunk: Buffer) => {
      read[name] += chunk.toString();
    });
  }
  const end = once(child, "close");
  if (killAfterMilliseconds !== undefined) {
    await Promise.race([end, sleep(killAfterMilliseconds)]);
    child.kill("SIGKILL");
  }
  const [code] = await end;
  return { code, ...read };
}

/** Everything that is wrong with a store: of the newest run, and of all shards and keys. Nothing, however it was left. */
export async function storeFaults(store: Store): Promise<string[]> {
  const { faults } = await verifyStore(store);
  const lines = faults.map(({ key, message }) => `${key}: ${message}`);
  const latest = await readLatest(store);
  if (latest === undefined) {
    return lines;
  }
  const manifest = await readManifest(store, latest.run);
  if (manifest === undefined || (await readRunPackages(store, latest.run)) === undefined) {
    return [...lines, `${latest.run} is the newest run, and it has no manifest or no packages`];
  }
  for (const [key, { sizeBytes }] of Object.entries(manifest.objects)) {
    const found = await store.stat(key);
    if (found?.sizeBytes !== sizeBytes) {
      lines.push(`${key}: ${found?.sizeBytes ?? "missing"}, promised ${sizeBytes}`);
    }
  }
  return lines;
}
