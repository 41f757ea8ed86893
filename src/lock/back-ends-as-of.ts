/** What a source distribution was built with when it was released, as far as that still runs: for `build-with`. */

import { isUsableFile } from "../releases/choose-release.ts";
import type { Index } from "../releases/index/open-index.ts";
import type { Release } from "../releases/release.ts";
import { isFinal } from "../releases/versions.ts";
import { backEndInstant, COMPILERS, compilerInstant, graceAfter } from "./as-of.ts";

/** What builds most source distributions: back ends, and what these or a setup.py ask for without a limit. */
const TOOLS = [
  "setuptools",
  "wheel",
  "cython",
  "numpy",
  "poetry-core",
  "flit-core",
  "maturin",
  "pbr",
  "setuptools-scm",
];

/**
 * A limit for each tool: the newest release that was there when a release was uploaded, or when the Python was, where older
 * ones don't know it. They say nothing of what is not asked for, so that all of them can be `build-with` together.
 *
 * @param uploadTime of the release that is to be built (RFC 3339)
 * @param python such as `3.9`
 * @throws InputError as `index.project`
 */
export async function backEndsAsOf(
  { uploadTime, python }: { uploadTime: string; python: string },
  index: Pick<Index, "project">,
): Promise<string[]> {
  const asOf = graceAfter(uploadTime);
  const limits = await Promise.all(
    TOOLS.map(async (name) => {
      const project = await index.project(name);
      const instant = Date.parse(instantFor(name, asOf, python));
      const newest = project.releases.findLast(
        (release) => isFinal(release.version) && !release.yanked && wasThere(release, instant, python),
      );
      return newest === undefined ? [] : [`${name}<=${newest.version}`];
    }),
  );
  return limits.flat();
}

function instantFor(name: string, asOf: string, python: string): string {
  if (name === "setuptools" || name === "wheel") {
    return backEndInstant(asOf, python) ?? asOf;
  }
  // Of those that are compiled themselves, none that is older than the Python has a wheel for it.
  return COMPILERS.includes(name) || name === "numpy" ? compilerInstant(asOf, python) : asOf;
}

function wasThere({ files }: Release, instant: number, python: string): boolean {
  return files.some(
    (file) =>
      isUsableFile(file, [python]) && file.uploadTime !== undefined && Date.parse(file.uploadTime) <= instant,
  );
}
