/** Which distribution gives an import name. */

/** A distribution that may give an import name. */
export interface ImportOwner {
  /** In its normal form (PEP 503). */
  distribution: string;
  /** An extra of the failing distribution that asks for it: `with` may then name the extra. */
  extra?: string;
  /** The failing distribution's metadata asks for it, with or without a marker. */
  declared: boolean;
  /**
   * Whether it may be taken: somebody's files or records were measured to have the name, or the distribution itself
   * declares it, and nothing speaks against it. Else it is only said.
   */
  trusted: boolean;
  /** Why it is trusted or not, as a sentence without a full stop. */
  reason: string;
  /** All that speaks for it. */
  evidence: readonly string[];
}
