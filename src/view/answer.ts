import { gzipSync } from "node:zlib";

/** An answer to one request, before it is sent. */
export interface Answer {
  status: number;
  headers: Readonly<Record<string, string>>;
  /** In pieces, so that a large object is never whole in memory. */
  body: Uint8Array | AsyncIterable<Uint8Array>;
}

/** What of a request answers depend on. */
export interface Asked {
  /** The parts of the path, decoded; none of them is empty, `.` or `..`, or has a `/`. */
  path: readonly string[];
  isHead: boolean;
  headers: Readonly<{
    range?: string | undefined;
    ifRange?: string | undefined;
    ifNoneMatch?: string | undefined;
    acceptEncoding?: string | undefined;
  }>;
}

/** Less than that is not worth packing. */
const SMALLEST_PACKED_BYTES = 1024;

/**
 * A text in memory, packed for whoever takes that: pages are looked at over slow lines, too.
 *
 * @param headers with its `etag`; of the packed one that is another, since its bytes are
 */
export function textFileAnswer(
  bytes: Uint8Array,
  headers: Readonly<Record<string, string>>,
  asked: Asked["headers"],
): Answer {
  const isPacked =
    bytes.length >= SMALLEST_PACKED_BYTES && /(^|[\s,])gzip\s*(,|$)/.test(asked.acceptEncoding ?? "");
  const etag = isPacked ? headers.etag?.replace(/"$/, '-gzip"') : headers.etag;
  const common = { ...headers, vary: "accept-encoding", ...(etag !== undefined && { etag }) };
  if (hasTag(asked.ifNoneMatch, etag)) {
    return { status: 304, headers: common, body: new Uint8Array() };
  }
  const body = isPacked ? gzipSync(bytes) : bytes;
  const coding = isPacked ? { "content-encoding": "gzip" } : {};
  return { status: 200, headers: { ...common, ...coding, "content-length": String(body.length) }, body };
}

/** An answer in words, for the person who opened the address. */
export function textAnswer(status: number, text: string, headers: Record<string, string> = {}): Answer {
  return {
    status,
    headers: { "content-type": "text/plain; charset=utf-8", "cache-control": "no-store", ...headers },
    body: new TextEncoder().encode(`${text}\n`),
  };
}

/**
 * The parts of a request's path, decoded; undefined for one that no file of ours has: with `.`, `..`, an encoded `/`, a `\`, a
 * control character, or an empty part.
 */
export function pathOf(url: string): string[] | undefined {
  const [path = ""] = url.split(/[?#]/, 1);
  if (!path.startsWith("/")) {
    return undefined;
  }
  const parts = path.slice(1).split("/").map(decoded);
  const isRight = (part: string | undefined): part is string =>
    // biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is its purpose.
    part !== undefined && !/^\.{0,2}$|[/\\\u0000-\u001f\u007f]/.test(part);
  // Only the whole path may end in `/`: of the page itself.
  return path === "/" ? [] : parts.every(isRight) ? (parts as string[]) : undefined;
}

function decoded(part: string): string | undefined {
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined;
  }
}

/** Whether `If-None-Match` names a tag (RFC 9110, section 13.1.2: weak comparison). */
export function hasTag(header: string | undefined, tag: string | undefined): boolean {
  const tags = header?.split(",").map((one) => one.trim().replace(/^W\//, "")) ?? [];
  return tag !== undefined && (tags.includes(tag) || tags.includes("*"));
}

/** Bytes of an object, from `start` to before `end`. */
export interface ByteRange {
  start: number;
  end: number;
}

/**
 * The one range that `Range` asks for (RFC 9110, section 14.2). Of several, or of another unit, nothing is asked for: the whole
 * is an answer to that.
 *
 * @param size of the object; undefined: not known, and what counts from its end can't be told
 * @returns undefined: all of it; "none": no byte of it
 */
export function rangeOf(
  header: string | undefined,
  size: number | undefined,
): ByteRange | undefined | "none" {
  const [, first, last] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header?.trim() ?? "") ?? [];
  if (first === undefined || last === undefined || (first === "" && last === "")) {
    return undefined;
  }
  if (first === "") {
    return size === undefined ? undefined : lastBytes(Number(last), size);
  }
  const start = Number(first);
  if (last === "" && size === undefined) {
    return undefined;
  }
  if (last !== "" && Number(last) < start) {
    return undefined;
  }
  const wanted = last === "" ? Number.POSITIVE_INFINITY : Number(last) + 1;
  const end = Math.min(wanted, size ?? wanted);
  return start < end ? { start, end } : "none";
}

function lastBytes(count: number, size: number): ByteRange | "none" {
  return count === 0 || size === 0 ? "none" : { start: Math.max(0, size - count), end: size };
}
