import { createHash } from "node:crypto";
import type { Pkginfo } from "../pkginfo/pkginfo.ts";
import { normalizeName } from "../releases/project-name.ts";

/** Rises when the resolver is asked differently for the same pkginfo, so that every lock is made anew. */
const RESOLVER_FORMAT = 1;

/** What of a pkginfo the resolver looks at. */
export type ResolverInputs = Pick<
  Pkginfo,
  | "normalizedName"
  | "version"
  | "extras"
  | "with"
  | "constraints"
  | "buildWith"
  | "buildNeeds"
  | "asOf"
  | "apt"
  | "buildApt"
  | "buildEnv"
>;

/**
 * Digest of exactly what a lock depends on besides the index, hexadecimal. A lock that carries the same digest is kept:
 * changing notes, environment or skipped modules does not ask the index again. The order within a list does not count.
 *
 * @param python the Python that was chosen, such as `3.13`
 * @param artifact SHA-256 of the local wheel that is locked instead of a release of the index
 */
export function inputsDigest(pkginfo: ResolverInputs, python: string, artifact?: string): string {
  const inputs = {
    format: RESOLVER_FORMAT,
    python,
    name: pkginfo.normalizedName,
    version: pkginfo.version,
    artifact: artifact ?? null,
    extras: sorted(pkginfo.extras.map(normalizeName)),
    with: sorted(pkginfo.with),
    constraints: sorted(pkginfo.constraints),
    buildWith: sorted(pkginfo.buildWith),
    asOf: pkginfo.asOf ?? null,
    apt: sorted(pkginfo.apt),
    // Locks of before these keys are kept where they say nothing.
    ...(pkginfo.buildNeeds.length > 0 && { buildNeeds: sorted(pkginfo.buildNeeds) }),
    ...(pkginfo.buildApt.length > 0 && { buildApt: sorted(pkginfo.buildApt) }),
    ...(Object.keys(pkginfo.buildEnv).length > 0 && { buildEnv: Object.entries(pkginfo.buildEnv).sort() }),
  };
  return createHash("sha256").update(JSON.stringify(inputs)).digest("hex");
}

function sorted(items: readonly string[]): string[] {
  return [...new Set(items)].sort();
}
