/** Until which release a dependency had something that is asked of it. */

/** What is asked of the dependency: a module, and a name in it. */
export interface WantedName {
  distribution: string;
  /** `jinja2` */
  module: string;
  /** `Markup`; left out where the module itself is missing. */
  name?: string;
}

/** The releases around the one that took it away. */
export interface LastHaving {
  /** The newest release that has it, and when that was uploaded. */
  last: { version: string; uploadTime?: string };
  /** The oldest release after it that does not. */
  gone: { version: string; uploadTime?: string };
  /** What requires it not to be gone: `jinja2<3.1`. */
  constraint: string;
  /** The day before it was gone, where the index says when releases were uploaded: an `as-of`. */
  asOf?: string;
  /** How it is known: `store` by shards that were explored, `source` by reading the sources of releases. */
  by: "store" | "source";
  /** As sentences: which releases were looked into and what was found. */
  evidence: readonly string[];
}
