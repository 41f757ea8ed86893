/** What a key says of the object under it. */
export interface ObjectKind {
  /** Named by its content: what is there under the name is never another thing. */
  isImmutable: boolean;
  /** SHA-256 that the unpacked content has, hexadecimal, where the name says it. */
  unpackedDigest?: string;
  contentType: string;
  /** What a browser or a proxy between may do: RFC 9111, and `immutable` of RFC 8246. */
  cacheControl: string;
}

const YEAR_SECONDS = 365 * 24 * 60 * 60;

const CONTENT_TYPES: readonly (readonly [suffix: string, contentType: string])[] = [
  [".json", "application/json"],
  // Not a Content-Encoding: what a browser saves must be the bytes that the name promises.
  [".gz", "application/gzip"],
  [".parquet", "application/vnd.apache.parquet"],
  [".log", "text/plain; charset=utf-8"],
];

/** The kind of object that is kept under a key of the store's layout. */
export function objectKind(key: string): ObjectKind {
  const isImmutable = /^(shards\/|indexes\/|(tables|history)\/[^/]+\/(pack-)?[0-9a-f]{64}\.parquet$)/.test(
    key,
  );
  const digest = /^shards\/.*\/([0-9a-f]{64})\.jsonl\.gz$/.exec(key)?.[1];
  return {
    isImmutable,
    ...(digest !== undefined && { unpackedDigest: digest }),
    contentType: CONTENT_TYPES.find(([suffix]) => key.endsWith(suffix))?.[1] ?? "application/octet-stream",
    cacheControl: isImmutable ? `public, max-age=${YEAR_SECONDS}, immutable` : "no-cache",
  };
}
