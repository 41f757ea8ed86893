import { compareVersions, isFinal, normalizeVersion, releaseNumbers } from "../releases/versions.ts";
import type { Versioning } from "./configuration.ts";

/** Which number of a version goes up; `final`: a pre-release becomes what it announces. */
export type Bump = "major" | "minor" | "patch" | "final";

/** What a release does to those who use the one before it. */
export type Extent = "breaks" | "adds" | "keeps";

/** The version that a release deserves by what it changes. */
export interface Deserved {
  bump: Bump;
  /** The least one. */
  version: string;
  /** Whether the version that it has is that or more; or still the old one, where nothing has changed that it would tell. */
  isReached: boolean;
}

/**
 * The least version that a release deserves: by https://semver.org a major one for what breaks, a minor one for what is
 * added, announced or risky, else a patch. Before 1.0 nothing is promised, and what breaks takes a minor one, anything else a
 * patch, as those who depend on `^0.2.3` or `~=0.2.3` take it. Who breaks in minor versions by habit takes a minor one for
 * both. A pre-release promises nothing: what it announces is enough.
 *
 * @param old of the release that it is compared with, and `now` of the one that is checked
 * @returns undefined where versions say nothing: those by the date, and those that are none of PEP 440
 */
export function deservedVersion(
  old: string,
  now: string,
  extent: Extent,
  versioning: Versioning,
): Deserved | undefined {
  if (versioning === "calendar" || [old, now].some((version) => normalizeVersion(version) === undefined)) {
    return undefined;
  }
  const bump = bumpFor(old, extent, versioning);
  const version = bumped(old, bump);
  const has = versionText(releaseNumbers(now));
  const least = extent === "keeps" ? versionText(releaseNumbers(old)) : version;
  return { bump, version, isReached: compareVersions(has, least) >= 0 };
}

function bumpFor(old: string, extent: Extent, versioning: Versioning): Bump {
  if (!isFinal(old)) {
    return "final";
  }
  const { numbers } = releaseNumbers(old);
  const isEarly = versioning === "semver" && numbers[0] === 0;
  switch (extent) {
    case "breaks":
      return isEarly || versioning === "breaking-minor" ? "minor" : "major";
    case "adds":
      return isEarly ? "patch" : "minor";
    case "keeps":
      return "patch";
  }
}

/** `2.32.5` becomes `3.0.0`, `2.33.0` or `2.32.6`; `5.2` becomes `6.0`, `5.3` or `5.2.1`. */
function bumped(old: string, bump: Bump): string {
  const { epoch, numbers } = releaseNumbers(old);
  if (bump === "final") {
    return versionText({ epoch, numbers });
  }
  const at = { major: 0, minor: 1, patch: 2 }[bump];
  const length = Math.max(at + 1, numbers.length);
  const next = Array.from({ length }, (_, index) => (index > at ? 0 : (numbers[index] ?? 0)));
  next[at] = (next[at] ?? 0) + 1;
  return versionText({ epoch, numbers: next });
}

function versionText({ epoch, numbers }: ReturnType<typeof releaseNumbers>): string {
  return `${epoch === 0 ? "" : `${epoch}!`}${numbers.join(".")}`;
}
