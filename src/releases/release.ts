import type { WheelTags } from "./wheel-tags.ts";

/** What a package index says of one project (PEP 503, 691, 700). */
export interface Project {
  /** As it was asked for. */
  name: string;
  /** Oldest version first. */
  releases: Release[];
}

export interface Release {
  /** In PEP 440's normal form. */
  version: string;
  /** Wheels and source distributions; files of other kinds (eggs, installers) are left out. */
  files: ReleaseFile[];
  /** True when every file of the release is yanked (PEP 592). */
  yanked: boolean;
  yankedReason?: string;
  /** When its first file was uploaded (RFC 3339, UTC); left out where the index does not say. */
  uploadTime?: string;
}

export interface ReleaseFile {
  fileName: string;
  kind: "wheel" | "sdist";
  /** Absolute, without credentials or fragment. */
  url: string;
  /** Lower-case hexadecimal. */
  sha256?: string;
  sizeBytes?: number;
  /** A PEP 440 specifier set, as the index gives it. */
  requiresPython?: string;
  /** RFC 3339, UTC. */
  uploadTime?: string;
  yanked: boolean;
  /** Of wheels only. */
  tags?: WheelTags;
}
