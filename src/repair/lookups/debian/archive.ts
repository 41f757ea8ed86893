/** What the Debian archive of a base has: which package has a file, what holds a Python distribution, what that needs. */

import type { BaseImage } from "../../../docker/base/base-image.ts";
import type { Docker } from "../../../docker/engine/docker.ts";
import type { MachineSecrets } from "../../../docker/engine/machine-secrets.ts";
import type { OutputLog } from "../../../exec/output-log.ts";

/**
 * A file that something did not find.
 *
 * - `header`: as `#include` writes it: `mysql.h`, `libxml/parser.h`
 * - `linked-library`: what follows `-l`: `mysqlclient`
 * - `shared-library`: by its soname: `libGL.so.1`
 * - `pkg-config`: a module: `dbus-1`
 * - `program`: `pg_config`
 * - `cmake`: what `find_package` is given: `Boost`
 * - `typelib`: a namespace of GObject introspection, such as `Gtk`, with its version where that is known: `3.0`
 * - `python-module`: a top-level module of Debian's own Python: `apt_pkg`
 */
export type FileQuestion =
  | {
      kind: "header" | "linked-library" | "shared-library" | "pkg-config" | "program" | "cmake";
      name: string;
    }
  | { kind: "typelib"; name: string; version?: string }
  | { kind: "python-module"; name: string };

/** A package that has a file which was asked for. */
export interface FileOwner {
  package: string;
  source: string;
  /** The file, from the root: `/usr/include/mysql/mysql.h`. */
  path: string;
  /** Whether the image that is built in, or the one that is explored, has the package already. */
  installed: "runtime" | "build" | false;
  /** `searched`: everything looks there by itself. `named`: who is told the folder, by pkg-config for example. */
  where: "searched" | "named" | "elsewhere";
  /**
   * Whether it is the answer to take: the best one, at a place where compilers, linkers or programs look. What is merely
   * called alike is told as well, after those, for a person to see.
   */
  likely: boolean;
  /** Why it is told and why it stands where it stands: sentences for a person, without a full stop. */
  evidence: readonly string[];
}

export interface AskFilesOptions {
  /** The distribution that fails: what Debian's own source of it builds with, or runs with, comes first. */
  distribution?: string;
  /** So many are told. Default 5. */
  most?: number;
}

/** What Debian says that a distribution needs (see {@link DebianArchive.distribution}). */
export interface DebianDistribution {
  /** In its normal form (PEP 503). */
  distribution: string;
  /** The version that Debian has, as its dist-info or egg-info names it; left out where the name says none. */
  version?: string;
  /** The binary package that holds it, and the source that is built of. */
  package: string;
  source: string;
  /** How many packages of the archive want that package. */
  wantedBy: number;
  /**
   * Packages that the source is built with, those for Python itself, for packaging, documentation and tests left out; in
   * the order of the source. Each exists in the archive: of alternatives the first that does, of a virtual one its provider.
   */
  buildPackages: readonly DebianNeed[];
  /** Packages that the binary package depends on and that are no Python modules: shared libraries, programs, data. */
  runtimePackages: readonly DebianNeed[];
  /** The distributions that the binary package depends on, as far as Debian's files name them. */
  distributions: readonly string[];
}

export interface DebianNeed {
  package: string;
  /** The relation as the control file has it: `libpq-dev (>= 13) | libpq-headers`. */
  relation: string;
  installed: "runtime" | "build" | false;
  /** Depends or Build-Depends, or a weaker one. */
  strength: "depends" | "recommends" | "suggests";
}

/** A distribution that Debian has a top-level module of. */
export interface DebianModuleOwner {
  /** What the package's dist-info or egg-info names; undefined where it has none: a module of Debian only. */
  distribution: string | undefined;
  package: string;
  evidence: readonly string[];
}

/** Questions on one archive. All are answered from memory. */
export interface DebianArchive {
  /** The suites that its lists are of, such as `trixie` and `trixie-updates`. */
  readonly suites: readonly string[];
  /** Lists of files that are not those that the signed release names: of a mirror that is behind. */
  readonly outdatedLists: readonly string[];
  /** Which packages have a file, the likeliest first; empty where none has. */
  owners(question: FileQuestion, options?: AskFilesOptions): FileOwner[];
  /** What Debian has of a distribution, by any spelling of its name; undefined where it has none. */
  distribution(name: string): DebianDistribution | undefined;
  /** The distributions that Debian has, in their normal form: each was packaged by a person. */
  distributions(): readonly string[];
  /** What Debian has of a top-level module, by its import name; what exactly one name in the package is of comes first. */
  moduleOwners(importName: string): DebianModuleOwner[];
  /** Whether there is a real package of this name: the only names that a proposal may have. */
  hasPackage(name: string): boolean;
  /** The packages that a package depends on itself: of alternatives the first. Empty where there is no such package. */
  needsOf(name: string): string[];
}

export interface OpenArchiveOptions {
  docker: Docker;
  /** Whose sources of apt are asked, and whose installed packages are known. */
  base: BaseImage;
  secrets: MachineSecrets;
  log: OutputLog;
  /** Told before the lists are fetched, which takes about 20 s. */
  say: (line: string) => void;
  signal?: AbortSignal;
  /** Where what was made of the lists is kept. Default: in the user's cache. */
  keptIn?: string;
  /** Lists that were fetched longer ago are fetched again. Default 7 days. */
  maxAgeDays?: number;
}
