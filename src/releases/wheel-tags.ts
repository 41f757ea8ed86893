import { compareVersions, normalizeVersion } from "./versions.ts";

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

/** What a file name of a wheel or a source distribution says. Version and name are normalised. */
export interface FileNameParts {
  normalizedName: string;
  version: string;
}
