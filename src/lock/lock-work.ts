import type { BaseImage } from "../docker/base/base-image.ts";
import type { PythonRow } from "../docker/base/pythons.ts";
import type { Docker } from "../docker/engine/docker.ts";
import type { MachineSecrets } from "../docker/engine/machine-secrets.ts";
import type { OutputLog } from "../exec/output-log.ts";
import type { Index } from "../releases/index/open-index.ts";

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

/** What everything that locks or builds works with. */
export interface LockWork {
  tools: LockTools;
  log: OutputLog;
  /** Gets a line before each step that takes long. */
  say: (line: string) => void;
  /**
   * Nothing is locked that was uploaded after this instant (RFC 3339, UTC): the cool-down of new releases. The index is read as
   * it stood then, but for a pkginfo with `as-of`, a release that is younger itself, and an index that tells no upload times.
   */
  notAfter?: string;
}
