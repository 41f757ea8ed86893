/** A package that has been built and explored once, ready to be measured, and the floor that it is measured against. */
import { join } from "node:path";
import type { Docker } from "../src/docker/engine/docker.ts";
import { packageImageTag } from "../src/docker/image/images.ts";
import { checkGenerated } from "../src/dockerfile/generate.ts";
import { nodeExec } from "../src/exec/node-exec.ts";
import { parsePkginfo } from "../src/pkginfo/parse.ts";
import type { Pkginfo } from "../src/pkginfo/pkginfo.ts";
import { readPkginfo } from "../src/pkginfo/read-folder.ts";
import { pkginfoText } from "../src/pkginfo/write.ts";
import { packageKeys } from "../src/plan/package-keys.ts";
import { explorePackage } from "../src/run/package/explore.ts";
import { findTargets } from "../src/run/package/targets.ts";
import { openWorkshop } from "../src/run/package/workshop.ts";
import type { Preparation } from "../src/setups/preparation.ts";
import { openShard } from "../src/shard/open-shard.ts";
import type { Shard } from "../src/shard/shard.ts";
import { folderStore } from "../src/store/folder-store.ts";
import { shardObjectKey } from "../src/store/layout.ts";

export const ROOT = join(import.meta.dirname, "..");

/** Imports the modules that a job names, but for those below one that can't be imported, and nothing else. */
export const FLOOR = `
import importlib, json, site, sys
def run(job):
    site.main()
    globals().update(distribution=job["distribution"], modules=tuple(job["modules"]))
    for setup in job["setups"]:
        exec(compile(setup["code"], "<setup>", "exec"), globals())
    failed = []
    for module in job["modules"]:
        if any(module.startswith(other + ".") for other in failed):
            continue
        try:
            importlib.import_module(module)
        except BaseException:
            failed.append(module)
run(json.load(sys.stdin))
import os
os._exit(0)`;

/** What imports them, as the explorer is started. */
export const PYTHON = "/opt/venv/bin/python";

export interface Prepared {
  docker: Docker;
  image: string;
  pkginfo: Pkginfo;
  preparation: Preparation;
  python: string;
  /** The folder of the explorer, as sessions have it. */
  explorerDirectory: string;
  shard: Shard;
  shardPath: string;
  /** All but tests. */
  modules: string[];
}

/** What {@link FLOOR} reads. */
export function floorJob({ pkginfo, preparation: { setups }, modules }: Prepared): object {
  return { distribution: pkginfo.normalizedName, setups, modules };
}

/**
 * Builds and explores a package if need be, then measures it. It is named as on the command line.
 *
 * @param root the folder whose `pkginfo/` and `dockerfiles/` it is of
 */
export async function withPackage<T>(
  name: string,
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
    const [target] = await findTargets(root, [name]);
    if (target === undefined) {
      throw new Error(`${name} names no package`);
    }
    const outcome = await explorePackage(target, settings, workshop, () => {});
    if (outcome.status === "failed") {
      throw new Error(outcome.message);
    }
    const { entry, stem, folder } = outcome;
    const shardPath = await store.localPath(shardObjectKey(entry));
    const shard = await openShard(shardPath);
    const pkginfo =
      target.kind === "pkginfo"
        ? await readPkginfo(root, stem)
        : parsePkginfo(pkginfoText({ name: entry.name, version: entry.version }), `${stem}.yaml`);
    const modules = shard.nodes.filter(({ kind }) => kind === "module").map(({ id }) => id);
    const { recipe } = await checkGenerated(folder, pkginfo);
    if (recipe === undefined) {
      throw new Error(`${stem} has no lock after it was explored`);
    }
    const { preparation } = await packageKeys(pkginfo, recipe, workshop.keySources);
    const docker = await workshop.docker(() => {});
    const image = packageImageTag(pkginfo.normalizedName, pkginfo.version);
    const { python } = entry;
    const explorerDirectory = await workshop.explorer(python, () => {});
    const built = { docker, image, pkginfo, preparation, python, explorerDirectory };
    return await measure({ ...built, shard, shardPath, modules });
  } finally {
    await workshop.close();
  }
}

/** The one in the middle. */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
