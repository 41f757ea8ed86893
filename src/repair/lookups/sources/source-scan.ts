/** What the sources of a release say of what it needs, before anything of it is built. Nothing of it is run. */

/** A place in a source: path from the source's top, line. */
export interface SourcePlace {
  file: string;
  line: number;
}

/** What was found in the sources, each name once, with the first place of it. */
export interface SourceScan {
  /** Headers that C, C++ and Cython sources include and do not have themselves, without those of C, C++ and Python. */
  headers: readonly (SourcePlace & {
    name: string /** Below an `#if`, or in a `__has_include`. */;
    conditional: boolean;
  })[];
  /** What build files (setup.py, setup.cfg, meson.build, CMakeLists.txt, pyproject.toml, build.rs …) link: `-lNAME`, `libraries=[…]`. */
  linkedLibraries: readonly (SourcePlace & { name: string })[];
  /** Modules that build files ask pkg-config for. */
  pkgConfig: readonly (SourcePlace & { name: string })[];
  /** Programs that build files run: `pg_config`, `mysql_config`, `swig`. */
  programs: readonly (SourcePlace & { name: string })[];
  /** What CMake files look for. */
  cmake: readonly (SourcePlace & { name: string })[];
  /** What is loaded by name when it runs: ctypes.util.find_library, CDLL, dlopen. */
  loadedLibraries: readonly (SourcePlace & { name: string })[];
  /** Names of the standard library, of Python's C API and of the language that some Python does not have any more. */
  removed: readonly RemovedUse[];
  /** Top-level names that Python sources import at module level, of what is neither theirs nor of the standard library. */
  imports: readonly (SourcePlace & { name: string; inBuildFile: boolean })[];
  /** It was too much to read, or a file could not be: what was left out, as sentences. */
  incomplete: readonly string[];
}

/** A use of something that some Python does not have. */
export interface RemovedUse extends SourcePlace {
  kind: "module" | "name" | "c-api" | "syntax";
  /** `imp`, `collections.Mapping`, `PyUnicode_GET_SIZE`, `async`. */
  name: string;
  /** The newest of the bases' Pythons that has it; undefined where none has: `urllib2`. */
  last: string | undefined;
  /** Below a `try` with an except of ImportError or AttributeError, a test of the version, or in a function: it may not matter. */
  conditional: boolean;
}
