import { compareVersions } from "./versions.ts";

/** The tags of a wheel's file name, its compressed sets taken apart (PEP 425). */
export interface WheelTags {
  pythons: string[];
  abis: string[];
  platforms: string[];
}

/** A Linux machine on x86-64, as wheel tags see it. */
export interface LinuxPlatform {
  /** Version of the C library, such as `2.36`. */
  glibc: string;
}

/** PEP 513, 571, 599: the names that manylinux platforms had before PEP 600 named them by their C library. */
const LEGACY_GLIBC: Readonly<Record<string, string>> = {
  manylinux1_x86_64: "2.5",
  manylinux2010_x86_64: "2.12",
  manylinux2014_x86_64: "2.17",
};

/**
 * Whether CPython of a version such as `3.13` can install a wheel with these tags on a machine with glibc (PEP 425,
 * 600; the same set as packaging.tags.sys_tags without free-threaded builds). musllinux wheels are never usable.
 */
export function isWheelFor(tags: WheelTags, python: string, platform: LinuxPlatform): boolean {
  const minor = pythonMinor(python);
  return tags.platforms.some(
    (name) =>
      isPlatformFor(name, platform) &&
      tags.pythons.some((tag) => tags.abis.some((abi) => isTagFor(tag, abi, name, minor))),
  );
}

function pythonMinor(python: string): number {
  const [, minor] = /^3\.(\d{1,3})$/.exec(python) ?? [];
  if (minor === undefined) {
    throw new RangeError(`${JSON.stringify(python)} is not a Python such as 3.13`);
  }
  return Number(minor);
}

function isPlatformFor(name: string, platform: LinuxPlatform): boolean {
  if (name === "any" || name === "linux_x86_64") {
    return true;
  }
  const [, major, minor] = /^manylinux_(\d{1,3})_(\d{1,3})_x86_64$/.exec(name) ?? [];
  const needed = major === undefined ? LEGACY_GLIBC[name] : `${major}.${minor}`;
  return needed !== undefined && compareVersions(needed, platform.glibc) <= 0;
}

function isTagFor(python: string, abi: string, platform: string, minor: number): boolean {
  const [, implementation, digits] = /^(cp|py)(\d{1,4})$/.exec(python) ?? [];
  if (implementation === undefined || digits === undefined || !digits.startsWith("3")) {
    return false;
  }
  const tagMinor = digits === "3" ? undefined : Number(digits.slice(1));
  if (implementation === "py") {
    return abi === "none" && (tagMinor === undefined || tagMinor <= minor);
  }
  if (abi === "abi3") {
    // PEP 384: the stable ABI begins with 3.2.
    return platform !== "any" && tagMinor !== undefined && tagMinor >= 2 && tagMinor <= minor;
  }
  const own = abi === `cp3${minor}${minor < 8 ? "m" : ""}` && platform !== "any";
  return tagMinor === minor && (own || abi === "none");
}
