import { parse } from "smol-toml";
import { z } from "zod";
import { normalizeName } from "../../releases/project-name.ts";
import { normalizeVersion } from "../../releases/versions.ts";
import type { LockedPackage } from "../lockfile.ts";

/** What the resolver chose: a locked package, and for a source distribution where it can be had. */
export interface ResolvedPackage extends LockedPackage {
  /** Of the source distribution as the index has it, where that is what will be installed. Never written to a lock. */
  sdistUrl?: string;
  /** Its wheels are compiled, so that what is built against another release may not run with it. */
  isCompiled?: true;
}

/** A resolution that can't be written as a lock; the message says why. */
export class UnlockableError extends Error {
  override name = "UnlockableError";
}

const file = z.looseObject({
  url: z.url().optional(),
  hashes: z.looseObject({ sha256: z.string().optional() }).optional(),
});

/** https://packaging.python.org/en/latest/specifications/pylock-toml/ */
const pylock = z.looseObject({
  "lock-version": z.string().regex(/^1\./),
  packages: z
    .array(
      z.looseObject({
        name: z.string(),
        version: z.string().optional(),
        sdist: file.optional(),
        wheels: z.array(file).optional(),
        archive: file.optional(),
        vcs: z.unknown().optional(),
        directory: z.unknown().optional(),
      }),
    )
    .default([]),
});

type PylockPackage = z.infer<typeof pylock>["packages"][number];

/**
 * Reads what `uv pip compile --format pylock.toml` printed for one interpreter: it names the wheels that fit this
 * interpreter only, so a package without any is one that is built from source.
 *
 * @param wheel file name of the local wheel that was asked for, if any
 * @throws UnlockableError for a package that is not had from the index, or without hashes.
 */
export function parsePylock(text: string, wheel?: string): ResolvedPackage[] {
  const { packages } = pylock.parse(parse(text));
  return packages.map((resolved) => resolvedPackage(resolved, wheel));
}

function resolvedPackage(found: PylockPackage, wheel: string | undefined): ResolvedPackage {
  const name = normalizeName(found.name);
  const version = normalizeVersion(found.version ?? "");
  if (
    found.archive !== undefined &&
    found.archive.url === undefined &&
    wheel !== undefined &&
    version !== undefined
  ) {
    return { name, version, hashes: sha256Of([found.archive], name), fromSource: false, wheel };
  }
  if (version === undefined || (found.sdist === undefined && (found.wheels ?? []).length === 0)) {
    throw new UnlockableError(
      `${name} is required from an address of its own, and only releases of the index can be locked`,
    );
  }
  const wheels = found.wheels ?? [];
  if (wheels.length > 0) {
    const isCompiled = wheels.some(({ url }) => url !== undefined && !url.endsWith("-any.whl"));
    return {
      ...{ name, version, hashes: sha256Of(wheels, name), fromSource: false },
      ...(isCompiled && { isCompiled }),
    };
  }
  const { sdist } = found;
  const [sdistUrl, isRepacked] = sdist?.url?.split(/(#repacked)$/) ?? [];
  return {
    name,
    version,
    hashes: sha256Of(sdist === undefined ? [] : [sdist], name),
    fromSource: true,
    ...(isRepacked !== undefined && { isRepacked: true }),
    ...(sdistUrl !== undefined && { sdistUrl }),
  };
}

function sha256Of(files: readonly z.infer<typeof file>[], name: string): string[] {
  const hashes = files.map((one) => one.hashes?.sha256 ?? "");
  if (hashes.length === 0 || hashes.some((hash) => !/^[0-9a-f]{64}$/.test(hash))) {
    throw new UnlockableError(`the index gives no SHA-256 for a file of ${name}`);
  }
  return [...new Set(hashes)].sort();
}
