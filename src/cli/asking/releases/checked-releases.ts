import { existsSync } from "node:fs";
import { quoted } from "../../../errors/quoted.ts";
import { UsageError } from "../../../errors/usage-error.ts";
import { normalizeVersion } from "../../../releases/versions.ts";
import type { Shard } from "../../../shard/shard.ts";
import type { Asked } from "../shard-choice.ts";

/** Where the releases of a check come from. */
export interface ReleaseSource {
  /**
   * The shard of a release that is named by `NAME==VERSION`, a wheel, source distribution, project folder or shard's file.
   *
   * @throws InputError where it could not be made
   */
  shard(named: string): Promise<Shard>;
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
 * @throws UsageError for a project that is not there; InputError where one of the releases could not be made
 */
export async function checkedReleases(
  { shard, newestVersion }: ReleaseSource,
  checked: string,
  against: string,
): Promise<[old: Shard, now: Shard]> {
  ensureThere(checked);
  const now = await shard(pathOf(checked));
  const { name } = now.header.distribution;
  const version = against === INDEX ? await newestVersion(name) : normalizeVersion(against);
  const old = await shard(version === undefined ? pathOf(against) : `${name}==${version}`);
  return [old, now];
}

/** @throws UsageError for what is neither a file or folder nor a release of a distribution */
function ensureThere(checked: string): void {
  if (!existsSync(checked) && !checked.includes("==")) {
    throw new UsageError({
      message: `${quoted(checked)}: there is no such file or folder`,
      fix: "give a project folder, a wheel or a source distribution; or a release that is there: acme==1.2.0",
    });
  }
}

/** A release by its path where there is one: a folder that is there is meant, not a distribution of its name. */
export function pathOf(named: string): string {
  return /[/\\]|^\.{1,2}$/.test(named) || !existsSync(named) ? named : `./${named}`;
}

/** Without what was made of files of this machine: a release of the same version is another one. */
export function withoutLocal<A extends Pick<Asked, "shards">>(asked: A): A {
  const released = Object.entries(asked.shards).filter(([, { local }]) => local !== true);
  return { ...asked, shards: Object.fromEntries(released) };
}
