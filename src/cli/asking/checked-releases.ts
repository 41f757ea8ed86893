import { existsSync } from "node:fs";
import { normalizeVersion } from "../../releases/versions.ts";
import type { Shard } from "../../shard/shard.ts";
import type { Asked } from "./shard-choice.ts";

/** Where the releases of a check come from. */
export interface Releases {
  /**
   * The shard of a release that is named by `NAME==VERSION`, a wheel, source distribution, project folder or shard's file.
   *
   * @returns undefined where it could not be made, which was said
   */
  shard(named: string): Promise<Shard | undefined>;
  /** The newest version of a distribution that the index has. */
  newestVersion(name: string): Promise<string>;
}

/** What stands for the newest release of the index. */
export const INDEX = "index";

/**
 * The release that is checked, and the one that it is compared with.
 *
 * @param checked a wheel, source distribution, project folder or shard's file
 * @param against a version of the same distribution, {@link INDEX}, or what `shard` takes
 * @returns undefined where one of them could not be made
 */
export async function checkedReleases(
  { shard, newestVersion }: Releases,
  checked: string,
  against: string,
): Promise<[old: Shard, now: Shard] | undefined> {
  // A folder of this name is meant, not a distribution.
  const now = await shard(/[/\\]/.test(checked) || !existsSync(checked) ? checked : `./${checked}`);
  if (now === undefined) {
    return undefined;
  }
  const { name } = now.header.distribution;
  const version =
    against === INDEX
      ? await newestVersion(name)
      : existsSync(against)
        ? undefined
        : normalizeVersion(against);
  const old = await shard(version === undefined ? against : `${name}==${version}`);
  return old && [old, now];
}

/** Without what was made of files of this machine: a release of the same version is another one. */
export function withoutLocal<A extends Pick<Asked, "shards">>(asked: A): A {
  const released = Object.entries(asked.shards).filter(([, { local }]) => local !== true);
  return { ...asked, shards: Object.fromEntries(released) };
}
