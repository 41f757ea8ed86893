import { inputsDigest } from "./inputs.ts";
import { type Locks, sortedPackages } from "./lockfile.ts";
import { resolveBackEnds } from "./uv/back-ends.ts";
import { openResolver, type ResolverOptions } from "./uv/resolver.ts";
import { dependenciesToBuild } from "./wheels.ts";

export interface ResolveOptions extends Omit<ResolverOptions, "wheelPath"> {
  /** Where the index is read as it is: nothing that was uploaded after this instant (RFC 3339, UTC). */
  notAfter?: string | undefined;
  /** Locked instead of a release of the index. */
  wheel?: LocalWheel;
  /**
   * Where dependencies have to be built, what that takes is not asked: it may take building again, and another lock may
   * spare it. The locks are not whole then.
   */
  isDraft?: boolean;
}

export interface LocalWheel {
  /** Path on this machine. */
  path: string;
  /** SHA-256 of its content, hexadecimal. */
  sha256: string;
}

/**
 * Locks a distribution with everything it needs, and with what that is built with where no wheel fits.
 *
 * Resolving may run the code of source distributions, so it happens in a container that holds nothing of value and
 * without a cache that other packages are installed from.
 *
 * @throws ResolutionError when there is no solution; BuildError when the pkginfo's `apt` can't be installed.
 */
export async function resolveLocks(options: ResolveOptions): Promise<Locks> {
  const { pkginfo, base, asOf, notAfter, wheel, isDraft = false, ...rest } = options;
  await using resolver = await openResolver({
    ...rest,
    pkginfo,
    base,
    asOf: asOf ?? notAfter ?? null,
    ...(wheel && { wheelPath: wheel.path }),
  });
  const extras = pkginfo.extras.length === 0 ? "" : `[${pkginfo.extras.join(",")}]`;
  const itself = wheel === undefined ? `==${pkginfo.version}` : ` @ ${resolver.wheelAddress}`;
  const packages = await resolver.compile({
    requirements: [`${pkginfo.name}${extras}${itself}`, ...pkginfo.with],
    constraints: pkginfo.constraints,
    what: `${pkginfo.name} ${pkginfo.version}`,
  });
  const isViewed = options.view.isNeeded;
  const header = {
    name: pkginfo.normalizedName,
    version: pkginfo.version,
    python: base.python,
    inputsDigest: inputsDigest(pkginfo, base.python, wheel?.sha256),
    asOf,
  };
  const lock = { ...header, packages: sortedPackages(packages) };
  const sources = packages.filter((locked) => locked.fromSource);
  if (sources.length === 0 || (isDraft && dependenciesToBuild(lock).length > 0)) {
    return { lock };
  }
  const backEnds = await resolveBackEnds(resolver, sources, pkginfo.buildWith, packages);
  if (options.view.isNeeded !== isViewed) {
    // What is built with loosened pins is packed again, which the lock has to say of it.
    return await resolveLocks(options);
  }
  return { lock, buildLock: { ...header, packages: sortedPackages(backEnds) } };
}
