/** Which shared libraries an image lacks for what is installed in it. */

/** A shared library that something wants and the image does not have. */
export interface MissingLibrary {
  /** By its soname, `libGL.so.1`; of find_library, the bare name as a linker has it. */
  library: string;
  /** `needed`: DT_NEEDED of an extension module or library. `loaded`: asked for by name in a source. */
  how: "needed" | "loaded";
  /** Who wants it: paths below site-packages, the first five. */
  wantedBy: readonly string[];
  /** Of `loaded`: below a `try`, in a function: what does without it may work. */
  conditional: boolean;
}
