import { baseInputsDigest } from "../docker/base/base-image.ts";
import { pythonRow, readPythons } from "../docker/base/pythons.ts";
import type { Recipe } from "../dockerfile/generate.ts";
import type { Pkginfo } from "../pkginfo/pkginfo.ts";
import { type Preparation, prepare } from "../setups/preparation.ts";
import { readSetupRules, type SetupRule } from "../setups/rules.ts";
import { SHARD_FORMAT } from "../shard/records.ts";
import {
  explorerDigest,
  type ImageInputs,
  imageKey,
  type ShardInputs,
  shardInputs,
  shardKey,
} from "./keys.ts";

/** Both keys of a package, and what they were made from. */
export interface PackageKeys {
  imageKey: string;
  shardKey: string;
  inputs: ShardInputs;
  /** What happens before the package's modules are imported. */
  preparation: Preparation;
}

/** What the keys of all packages depend on; read once, when it is first asked for. */
export interface KeySources {
  /** @throws InputError where a rule is wrong */
  setupRules(): Promise<readonly SetupRule[]>;
  explorer(): Promise<string>;
  /** @throws InputError where there is no base for this Python */
  baseInputs(python: string): Promise<string>;
}

/** @param home the program's own folder, which has `baseimage/` and `src/` */
export function keySources(home: string): KeySources {
  const known = new Map<string, Promise<string>>();
  let rules: ReturnType<typeof readSetupRules> | undefined;
  function once(name: string, digest: () => Promise<string>): Promise<string> {
    const asked = known.get(name) ?? digest();
    known.set(name, asked);
    return asked;
  }
  let rows: ReturnType<typeof readPythons> | undefined;
  return {
    setupRules: () => {
      rules ??= readSetupRules(home);
      return rules;
    },
    explorer: () => once("explorer", () => explorerDigest(home)),
    baseInputs: (python) =>
      once(`base ${python}`, async () => {
        rows ??= readPythons(home);
        return await baseInputsDigest(home, pythonRow(await rows, python));
      }),
  };
}

/** @throws InputError where there is no base for the lock's Python, or a rule for setups is wrong */
export async function packageKeys(
  pkginfo: Pkginfo,
  recipe: Recipe,
  sources: KeySources,
): Promise<PackageKeys> {
  const { dockerfile, lockTexts, locks } = recipe;
  const { python, packages } = locks.lock;
  return await keysOf(pkginfo, { dockerfile, locks: lockTexts, python, installed: packages }, sources);
}

/**
 * The keys of the standard library, which is explored in a base as it is.
 *
 * @throws InputError where there is no base for this Python
 */
export async function libraryKeys(
  pkginfo: Pkginfo,
  python: string,
  sources: KeySources,
): Promise<PackageKeys> {
  return await keysOf(pkginfo, { dockerfile: "", locks: {}, python, installed: [] }, sources);
}

interface ImageParts extends Omit<ImageInputs, "baseInputs"> {
  python: string;
  installed: Parameters<typeof prepare>[1];
}

async function keysOf(
  pkginfo: Pkginfo,
  { dockerfile, locks, python, installed }: ImageParts,
  sources: KeySources,
): Promise<PackageKeys> {
  const image = { dockerfile, locks, baseInputs: await sources.baseInputs(python) };
  const preparation = prepare(pkginfo, installed, await sources.setupRules());
  const explore = { explorer: await sources.explorer(), pkginfo, preparation, shardFormat: SHARD_FORMAT };
  const key = imageKey(image);
  return {
    imageKey: key,
    shardKey: shardKey(key, explore),
    inputs: shardInputs(image, explore),
    preparation,
  };
}
