/** What the sources of a release say of what it needs, before anything of it is built. Nothing of it is run. */

import { z } from "zod";
import type { ReleaseFile } from "../../../releases/release.ts";
import { removals } from "../python/removals.ts";
import { type ReaderTools, readFromIndex } from "../readers/run-reader.ts";

const place = z.object({
  name: z.string().min(1).max(300),
  /** Path from the source's top. */
  file: z.string(),
  line: z.int(),
});
const conditional = place.extend({ conditional: z.boolean() });
const places = z.array(place).default([]);
const conditionals = z.array(conditional).default([]);
const answerSchema = z.object({
  headers: conditionals,
  linkedLibraries: places,
  pkgConfig: places,
  programs: places,
  cmake: places,
  loadedLibraries: places,
  imports: z.array(conditional.extend({ inBuildFile: z.boolean() })).default([]),
  modules: conditionals,
  names: conditionals,
  "c-api": conditionals,
  syntax: conditionals,
  incomplete: z.array(z.string()).default([]),
});

/** Something that sources name, with the first place of it. */
export type Named = z.infer<typeof place>;
/** The same; in a branch, a function or a `try`, so that it may not matter. */
export type MaybeNamed = z.infer<typeof conditional>;

/** What was found in the sources, each name once, by name. Tests, documentation and examples are left out. */
export interface SourceScan {
  /** Headers that C, C++ and Cython sources include and that are not in the release itself; those of other systems left out. */
  headers: readonly MaybeNamed[];
  /** What build files (setup.py, meson.build, CMakeLists.txt, build.rs, setup.cfg, pyproject.toml) link: `-lNAME`. */
  linkedLibraries: readonly Named[];
  /** Modules that build files ask pkg-config for. */
  pkgConfig: readonly Named[];
  /** Programs that build files run: `pg_config`, `swig`. */
  programs: readonly Named[];
  /** What CMake files look for. */
  cmake: readonly Named[];
  /** What is loaded by name when it runs: ctypes.util.find_library, CDLL, dlopen. */
  loadedLibraries: readonly Named[];
  /** Names of the standard library, of Python's C API and of the language that some Python does not have any more. */
  removed: readonly RemovedUse[];
  /** Top-level names that Python sources import outside of functions, of what is neither theirs nor of the standard library. */
  imports: readonly (MaybeNamed & { inBuildFile: boolean })[];
  /** What was too much to read, or could not be: as sentences. */
  incomplete: readonly string[];
}

/** A use of something that some Python does not have. */
export interface RemovedUse extends MaybeNamed {
  kind: "module" | "name" | "c-api" | "syntax";
  /** The newest of the bases' Pythons that has it; undefined where none has: `urllib2`. */
  last: string | undefined;
}

/**
 * Scans a source distribution, or a wheel, of the index.
 *
 * @throws InputError where it can't be had or read
 */
export async function scanSources(file: Pick<ReleaseFile, "url">, tools: ReaderTools): Promise<SourceScan> {
  const known = await removals();
  const namesOf = (kind: RemovedUse["kind"]) =>
    known.filter((one) => one.kind === kind).map((one) => one.name);
  const removed = { modules: namesOf("module"), names: namesOf("name"), "c-api": namesOf("c-api") };
  const found = await readFromIndex("scan_sources", { url: file.url, removed }, answerSchema, tools);
  const { modules, names, "c-api": api, syntax, ...rest } = found;
  const lastOf = new Map(known.map(({ kind, name, last }) => [`${kind} ${name}`, last]));
  const used = (kind: RemovedUse["kind"], uses: readonly MaybeNamed[]): RemovedUse[] =>
    uses.map((use) => ({ ...use, kind, last: lastOf.get(`${kind} ${use.name}`) }));
  return {
    ...rest,
    removed: [
      ...used("module", modules),
      ...used("name", names),
      ...used("c-api", api),
      ...used("syntax", syntax),
    ],
  };
}
