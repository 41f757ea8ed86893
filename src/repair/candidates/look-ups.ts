/** What candidates are looked up in. Each answer names only what the Debian archive or the package index has. */

import type { WhyUnusable } from "../../releases/choose-release.ts";
import type { FileOwner, FileQuestion } from "../lookups/debian/archive.ts";
import type { Declared, ImportOwner } from "../lookups/names/import-owner.ts";
import type { Removal } from "../lookups/python/removals.ts";
import type { LastHaving, WantedName } from "../lookups/releases/last-having.ts";

/** The release that is repaired, as look-ups are asked about it. */
export interface Subject {
  name: string;
  version: string;
  /** The Python that the last try was on, `3.13`. */
  python: string;
  /** What its metadata asks for, where that is known. */
  declared: readonly Declared[];
  /** When the release was uploaded (RFC 3339), where the index says. */
  uploadTime?: string;
  /** The Pythons with a base image on which the release can be had, where that is known. */
  pythons?: readonly string[];
}

/** A Debian package that a distribution is built or run with, by Debian's own packaging. */
export interface DebianNeeds {
  build: readonly string[];
  runtime: readonly string[];
  /** Where that is from, as a clause. */
  evidence: string;
}

/** Something that is asked for and not there, and the Debian package that has it. */
export interface LibraryOwner {
  name: string;
  package: string;
  /** Who wants it, as a clause. */
  evidence: string;
  /** An extension module is linked with it, and can't be imported without. */
  isLinked?: boolean;
  /** It is loaded in a function, a branch or a `try`: whoever does so may do without. */
  isConditional?: boolean;
  /** The first file below site-packages that wants it, where one does. */
  file?: string;
}

export interface LookUps {
  /** Which Debian packages have a file, the likeliest first. */
  owners(question: FileQuestion, subject: Subject): Promise<readonly FileOwner[]>;
  /** What Debian's packaging of a distribution needs; undefined where Debian has none. */
  debianNeeds(distribution: string, subject: Subject): Promise<DebianNeeds | undefined>;
  /** The Debian packages that the sources of the release ask for without a condition, and for what. */
  sourceNeeds(subject: Subject): Promise<readonly LibraryOwner[]>;
  /** The distributions of which build files of the release import modules, conditions or not. */
  buildImports(subject: Subject): Promise<readonly string[]>;
  /**
   * The newest Python up to which sources of the release can work: all that they use without a condition is there; and what
   * speaks for it. Undefined where that is the Python of the last try, or where none of the bases' has it all.
   */
  sourcePython(subject: Subject): Promise<{ last: string; evidence: string } | undefined>;
  /**
   * What sources of the release use without a condition, no Python of the bases has, and a failure complains of; with its place,
   * as a clause.
   */
  sourceBeyond(message: string, subject: Subject): Promise<string | undefined>;
  /** Limits on back ends that make them those of the release's days, for a Python: requirements, each of another one. */
  backEndsOfTheDay(subject: Subject, python: string): Promise<readonly string[]>;
  /** Of Debian packages, those that others of them depend on: they are installed, named or not. */
  brought(packages: readonly string[], subject: Subject): Promise<ReadonlySet<string>>;
  /** What installed modules link or load, and the image of the last try does not have. */
  missingLibraries(subject: Subject): Promise<readonly LibraryOwner[]>;
  /** Which distributions give an import name, the likeliest first. */
  importOwners(importName: string, subject: Subject): Promise<readonly ImportOwner[]>;
  /** Until when a dependency had a name; undefined where that is not found. */
  lastHaving(wanted: WantedName, subject: Subject): Promise<LastHaving | undefined>;
  /** What became of a module (`imp`) or a name (`collections.Mapping`) of the standard library that a Python does not have. */
  removal(name: string, subject: Subject): Promise<Removal | undefined>;
  /** The newest release of a distribution that was uploaded before an instant; undefined where there is none. */
  releaseOf(distribution: string, before: string): Promise<string | undefined>;
  /**
   * Whether the index has a distribution, neither young nor yanked nor named almost like one that Debian has, which may be
   * named as what to use instead.
   */
  isEstablished(distribution: string, subject: Subject): Promise<boolean>;
  /** Why no base image could use any release of a distribution; undefined where one can, or the index has none. */
  whyUnusable(distribution: string, subject: Subject): Promise<WhyUnusable | undefined>;
  /** The Pythons on which the release can be had, and that have a base that can be had here or from a registry, the preferred first. */
  pythons(subject: Subject): Promise<readonly string[]>;
}
