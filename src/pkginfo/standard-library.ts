import { STANDARD_LIBRARY } from "../releases/project-name.ts";
import type { Pkginfo } from "./pkginfo.ts";

/** The standard library of a Python, as something to explore. No file is about it: runs know which ones they need. */

/** What a person does who wants it to be explored. */
export const LIBRARY_FIX =
  "a run explores the standard library of each Python that its packages use, and ./scripts/explore python==3.13 that of one";

const STEM = /^python@(3\.\d{1,2})$/;

/** @param python a minor version, such as `3.13` */
export function libraryStem(python: string): string {
  return `${STANDARD_LIBRARY}@${python}`;
}

/** The minor version of Python whose standard library has this stem; undefined for any other stem. */
export function libraryPython(stem: string): string | undefined {
  return STEM.exec(stem)?.[1];
}

/** What a file would say of the standard library of a Python. Its `version` is the minor one: only the base says more. */
export function libraryPkginfo(python: string): Pkginfo {
  const stem = libraryStem(python);
  return {
    ...{
      stem,
      path: stem,
      name: STANDARD_LIBRARY,
      normalizedName: STANDARD_LIBRARY,
      version: python,
      python,
    },
    ...{
      extras: [],
      with: [],
      constraints: [],
      buildWith: [],
      buildNeeds: [],
      apt: [],
      buildApt: [],
      buildEnv: {},
      run: [],
      env: {},
      skip: {},
    },
  };
}

/** The release that has to be explored; undefined of the standard library, of which only its base says which one it is. */
export function askedRelease({ stem, version }: Pick<Pkginfo, "stem" | "version">): string | undefined {
  return libraryPython(stem) === undefined ? version : undefined;
}
