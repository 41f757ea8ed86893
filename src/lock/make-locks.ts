import type { BaseImage } from "../docker/base-image.ts";
import type { Docker } from "../docker/docker.ts";
import type { MachineSecrets } from "../docker/machine-secrets.ts";
import type { PythonRow } from "../docker/pythons.ts";
import type { OutputLog } from "../exec/output-log.ts";
import type { Pkginfo } from "../pkginfo/pkginfo.ts";
import { findRelease } from "../releases/choose-release.ts";
import type { Index } from "../releases/open-index.ts";
import { instantOf, resolutionInstant } from "./as-of.ts";
import { choosePython, filesFor, type PythonChoice } from "./choose-python.ts";
import type { LocalArtifact } from "./local-artifact.ts";
import type { Locks } from "./lockfile.ts";
import { resolveLocks } from "./resolve.ts";

/** What locking needs of the machine; each part is asked for only when it is needed. */
export interface LockTools {
  readonly signal: AbortSignal;
  docker(say: (line: string) => void): Promise<Docker>;
  base(python: string, say: (line: string) => void): Promise<BaseImage>;
  secrets(): Promise<MachineSecrets>;
  /** The rows of `baseimage/pythons.yaml`. */
  pythons(): Promise<PythonRow[]>;
  index(say: (line: string) => void): Promise<Index>;
}

export interface MakeLocksOptions {
  tools: LockTools;
  log: OutputLog;
  /** Gets a line before each step that takes long. */
  say: (line: string) => void;
  /** Locked instead of a release of the index. */
  artifact?: LocalArtifact;
}

/**
 * Picks the Python and locks a pkginfo on it.
 *
 * @throws InputError for a release that can't be had (unknown, yanked, on no Python); otherwise as `resolveLocks`.
 */
export async function makeLocks(
  pkginfo: Pkginfo,
  options: MakeLocksOptions,
): Promise<{ locks: Locks; choice: PythonChoice }> {
  const { tools, log, say, artifact } = options;
  const { choice, asOf } =
    artifact === undefined ? await ofRelease(pkginfo, options) : ofArtifact(pkginfo, artifact);
  const [docker, base, secrets] = [
    await tools.docker(say),
    await tools.base(choice.python, say),
    await tools.secrets(),
  ];
  const wheel = artifact && { path: artifact.wheelPath, sha256: artifact.wheelDigest };
  const locks = await resolveLocks({
    ...{ docker, base, secrets, pkginfo, asOf, log, signal: tools.signal },
    ...(wheel && { wheel }),
  });
  return { locks, choice };
}

async function ofRelease(pkginfo: Pkginfo, { tools, say }: MakeLocksOptions) {
  const [rows, index] = await Promise.all([tools.pythons(), tools.index(say)]);
  const project = await index.project(pkginfo.name);
  const release = findRelease(project, pkginfo.version);
  const choice = choosePython(pkginfo, release, rows);
  const row = rows.find(({ python }) => python === choice.python);
  const files = row === undefined ? [] : filesFor(release, row);
  return { choice, asOf: resolutionInstant(pkginfo, project, files, new Date()) };
}

/** A file of this machine is as old as today, so what it needs is taken from the index as it is. */
function ofArtifact(pkginfo: Pkginfo, { python }: LocalArtifact) {
  return { choice: python, asOf: pkginfo.asOf === undefined ? null : instantOf(pkginfo.asOf) };
}
