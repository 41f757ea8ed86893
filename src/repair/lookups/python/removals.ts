/** What Pythons do not have any more. */

/** What became of a name of the standard library, of the C API or of the language. */
export interface Removal {
  kind: "module" | "name" | "c-api" | "syntax";
  name: string;
  /** The newest Python of the bases that has it; undefined where none has. */
  last: string | undefined;
  /** The oldest Python that does not have it, as far as known. */
  gone: string;
  /** `explored`: by shards or headers of the bases. `documented`: by what Python's documentation says. */
  by: "explored" | "documented";
  /** A distribution that gives the module back: `standard-imghdr`, `legacy-cgi`. */
  substitute?: string;
}
