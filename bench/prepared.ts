/** A package that has been built and explored once, ready to be measured, and the floor that it is measured against. */
import { join } from "node:path";
import type { Docker } from "../src/docker/docker.ts";
import { packageImageTag } from "../src/docker/images.ts";
import { nodeExec } from "../src/exec/node-exec.ts";
import type { Pkginfo } from "../src/pkginfo/pkginfo.ts";
import { readPkginfo } from "../src/pkginfo/read-folder.ts";
import { explorePackage } from "../src/run/explore-package.ts";
import { openWorkshop } from "../src/run/workshop.ts";
import { openShard, type Shard } from "../src/shard/shard.ts";
import { folderStore } from "../src/store/folder-store.ts";
import { shardObjectKey } from "../src/store/layout.ts";

export const ROOT = join(import.meta.dirname, "..");

/** Imports the modules that a job names, and nothing else. */
export const FLOOR = `
import importlib, json, site, sys
job = json.load(sys.stdin)
site.main()
if job["setup"]:
    exec(job["setup"], {"__name__": "setup"})
for module in job["modules"]:
    try:
        importlib.import_module(module)
    except BaseException:
        pass
import os
os._exit(0)`;

/** What imports them, as the explorer is started. */
export const PYTHON = "/opt/venv/bin/python";

export interface Prepared {
  docker: Docker;
  image: string;
  pkginfo: Pkginfo;
  python: string;
  shard: Shard;
  shardPath: string;
  /** Those that can be imported. */
  modules: string[];
}

/**
 * Builds and explores a package if need be, then measures it.
 *
 * @param root the folder whose `pkginfo/` and `dockerfiles/` it is of
 */
export async function withPackage<T>(
  stem: string,
  workFolder: string,
  measure: (prepared: Prepared) => Promise<T>,
  root = ROOT,
): Promise<T> {
  const { signal } = new AbortController();
  const workshop = openWorkshop({ exec: nodeExec, home: ROOT, logFolder: workFolder, signal });
  const store = folderStore(join(workFolder, "store"));
  try {
    const settings = {
      ...{ home: ROOT, store, logFolder: workFolder, frozen: false, force: false },
      places: { root, scratchFolder: join(workFolder, "scratch") },
    };
    const outcome = await explorePackage(
      { kind: "pkginfo", label: stem, stem },
      settings,
      workshop,
      () => {},
    );
    if (outcome.status === "failed") {
      throw new Error(outcome.message);
    }
    const shardPath = await store.localPath(shardObjectKey(outcome.entry));
    const shard = await openShard(shardPath);
    const pkginfo = await readPkginfo(root, stem);
    const modules = shard.nodes
      .filter(({ kind, imported }) => kind === "module" && imported !== false)
      .map(({ id }) => id);
    const docker = await workshop.docker(() => {});
    const image = packageImageTag(pkginfo.normalizedName, pkginfo.version);
    const { python } = outcome.entry;
    return await measure({ docker, image, pkginfo, python, shard, shardPath, modules });
  } finally {
    await workshop.close();
  }
}

/** The one in the middle. */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
