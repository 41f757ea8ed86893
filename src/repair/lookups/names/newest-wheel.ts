import type { Project, ReleaseFile } from "../../../releases/release.ts";
import { isFinal } from "../../../releases/versions.ts";
import { isWheelFor } from "../../../releases/wheel-tags.ts";

/** Any: what a wheel holds hardly depends on the C library. */
const PLATFORM = { glibc: "2.99" };

/**
 * The wheel to look into of the newest release that has one and is neither yanked nor a pre-release: one for any machine,
 * else one for a Python such as `3.13`, else the smallest.
 */
export function newestWheel(project: Project, python: string): ReleaseFile | undefined {
  for (const { version, yanked, files } of project.releases.toReversed()) {
    const [wheel] = yanked || !isFinal(version) ? [] : readableFiles(files, python);
    if (wheel?.kind === "wheel") {
      return wheel;
    }
  }
  return undefined;
}

/** The files of a release in the order in which they are looked into: cheap ones first, source distributions last. */
export function readableFiles(files: readonly ReleaseFile[], python: string): ReleaseFile[] {
  const rank = ({ kind, tags }: ReleaseFile) => {
    if (kind === "sdist" || tags === undefined) {
      return 3;
    }
    return tags.platforms.includes("any") ? 0 : isWheelFor(tags, python, PLATFORM) ? 1 : 2;
  };
  return files.toSorted(
    (left, right) => rank(left) - rank(right) || (left.sizeBytes ?? 0) - (right.sizeBytes ?? 0),
  );
}
