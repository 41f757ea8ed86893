/** Which objects of a store the page may ask for: those of runs and graphs. What else lies there is nobody's business. */

const RUN = String.raw`runs/\d{4}-\d{2}-\d{2}(\.\d{1,6})?`;
const DIGEST = "[0-9a-f]{64}";

const VIEWED: readonly RegExp[] = [
  /^(latest|graph)\.json$/,
  new RegExp(`^${RUN}/((run|manifest|packages|graph)\\.json|out\\.log)$`),
  new RegExp(`^${RUN}/logs/[\\w@~+%-][\\w.@~+%-]*$`),
  new RegExp(`^tables/[a-z_-]+/(pack-)?${DIGEST}\\.parquet$`),
  new RegExp(`^indexes/[a-z_-]+/${DIGEST}\\.parquet$`),
  new RegExp(`^history/[a-z0-9-]+/(history\\.json|${DIGEST}\\.parquet)$`),
  new RegExp(`^recipes/${DIGEST}\\.json$`),
  new RegExp(`^shards/[a-z0-9-]+/[0-9A-Za-z][\\w.%+-]*/${DIGEST}\\.jsonl\\.gz$`),
];

/** Whether the page may have the object of a key. */
export function isViewed(key: string): boolean {
  return VIEWED.some((form) => form.test(key));
}

/** The digest of an object's own bytes, or of what they unpack to, where its name is that: it never is another thing. */
export function ownDigest(key: string): string | undefined {
  const [, digest] =
    /^(?:indexes\/[^/]+\/|tables\/[^/]+\/pack-|history\/[^/]+\/|shards\/.*\/)([0-9a-f]{64})\.(?:parquet|jsonl\.gz)$/.exec(
      key,
    ) ?? [];
  return digest;
}

/** Whether an object is small, and may be another thing the next time: a JSON document. */
export function isDocument(key: string): boolean {
  return key.endsWith(".json");
}
