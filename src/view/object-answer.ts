import { createHash } from "node:crypto";
import { realpath } from "node:fs/promises";
import { join, sep } from "node:path";
import { objectKind } from "../store/object-kind.ts";
import type { Store, StoredObject } from "../store/store.ts";
import {
  type Answer,
  type Asked,
  type ByteRange,
  hasTag,
  rangeOf,
  textAnswer,
  textFileAnswer,
} from "./answer.ts";
import { ASK_AGAIN, FOR_EVER } from "./headers.ts";
import { isDocument, isViewed, ownDigest } from "./viewed-keys.ts";

/** So many bytes of an object are in memory at a time. */
const PIECE_BYTES = 4 * 1024 * 1024;

const MISSING = textAnswer(404, "There is no such object in the store.");

/** What the page is given instead of objects of a store: by key their bytes, or undefined for what it shall not find. */
export type StandIns = ReadonlyMap<string, Uint8Array | undefined>;

/**
 * The object of a key, or the part of it that is asked for.
 *
 * @throws what the store throws, such as InputError for a bucket that does not answer
 */
export async function objectAnswer(
  store: Store,
  standIns: StandIns,
  key: string,
  asked: Asked,
): Promise<Answer> {
  if (!isViewed(key) || (await leadsOut(store, key))) {
    return MISSING;
  }
  if (isDocument(key) || standIns.has(key)) {
    const body = standIns.has(key) ? standIns.get(key) : await store.read(key);
    return body === undefined ? MISSING : documentAnswer(key, body, asked);
  }
  // A server of files says nothing of an object without sending it whole.
  return store.isReadOnly === true
    ? await unmeasuredAnswer(store, key, asked)
    : await measuredAnswer(store, key, asked);
}

/** Whether a link in a folder leads to something else than the store's own file. */
async function leadsOut({ folder }: Store, key: string): Promise<boolean> {
  if (folder === undefined) {
    return false;
  }
  try {
    const root = await realpath(folder);
    const real = await realpath(join(root, ...key.split("/")));
    return !real.startsWith(root.endsWith(sep) ? root : `${root}${sep}`);
  } catch {
    // What is not there is told by who reads it.
    return false;
  }
}

function documentAnswer(key: string, body: Uint8Array, { headers }: Asked): Answer {
  const etag = `"${createHash("sha256").update(body).digest("hex").slice(0, 32)}"`;
  const common = { ...commonHeaders(key), etag };
  if (hasTag(headers.ifNoneMatch, etag)) {
    return { status: 304, headers: common, body: new Uint8Array() };
  }
  const range = headers.ifRange === undefined || headers.ifRange === etag ? headers.range : undefined;
  if (range === undefined) {
    return textFileAnswer(body, common, headers);
  }
  return partAnswer(common, rangeOf(range, body.length), body.length, ({ start, end }) =>
    body.subarray(start, end),
  );
}

async function measuredAnswer(store: Store, key: string, { headers }: Asked): Promise<Answer> {
  const found = await store.stat(key);
  if (found === undefined) {
    return MISSING;
  }
  const etag = tagOf(key, found);
  const common = { ...commonHeaders(key), etag };
  if (hasTag(headers.ifNoneMatch, etag)) {
    return { status: 304, headers: common, body: new Uint8Array() };
  }
  const range = headers.ifRange === undefined || headers.ifRange === etag ? headers.range : undefined;
  return partAnswer(common, rangeOf(range, found.sizeBytes), found.sizeBytes, (part) =>
    pieces(store, key, part),
  );
}

/** What is named by its own content needs no more to be told from another; other files by when they were written. */
function tagOf(key: string, { sizeBytes, modified }: StoredObject): string {
  const size = sizeBytes.toString(16);
  return `"${ownDigest(key) ?? modified.getTime().toString(16)}-${size}"`;
}

function partAnswer(
  headers: Record<string, string>,
  range: ByteRange | undefined | "none",
  size: number,
  read: (range: ByteRange) => Answer["body"],
): Answer {
  if (range === "none") {
    const body = new Uint8Array();
    return { status: 416, headers: { ...headers, "content-range": `bytes */${size}` }, body };
  }
  const part = range ?? { start: 0, end: size };
  const { start, end } = part;
  return {
    status: range === undefined ? 200 : 206,
    headers: {
      ...headers,
      "content-length": String(end - start),
      ...(range && { "content-range": `bytes ${start}-${end - 1}/${size}` }),
    },
    body: read(part),
  };
}

/** @throws Error where the object ends before: whoever is sent it is not to take it for whole */
async function* pieces(store: Store, key: string, { start, end }: ByteRange): AsyncGenerator<Uint8Array> {
  for (let at = start; at < end; at += PIECE_BYTES) {
    const last = Math.min(end, at + PIECE_BYTES);
    const piece = await store.readRange(key, at, last);
    if (piece?.length !== last - at) {
      throw new Error(`${key} became shorter while it was sent`);
    }
    yield piece;
  }
}

async function unmeasuredAnswer(store: Store, key: string, { headers, isHead }: Asked): Promise<Answer> {
  const range = isHead ? { start: 0, end: 1 } : rangeOf(headers.range, undefined);
  const bytes =
    range === undefined || range === "none"
      ? await store.read(key)
      : await store.readRange(key, range.start, range.end);
  if (bytes === undefined) {
    return MISSING;
  }
  const common = commonHeaders(key);
  if (isHead) {
    return { status: 200, headers: common, body: new Uint8Array() };
  }
  const withLength = { ...common, "content-length": String(bytes.length) };
  if (range === undefined || range === "none") {
    return { status: 200, headers: withLength, body: bytes };
  }
  return bytes.length === 0
    ? { status: 416, headers: withLength, body: bytes }
    : {
        status: 206,
        // How large all of it is, nobody here knows.
        headers: {
          ...withLength,
          "content-range": `bytes ${range.start}-${range.start + bytes.length - 1}/*`,
        },
        body: bytes,
      };
}

function commonHeaders(key: string): Record<string, string> {
  return {
    "content-type": objectKind(key).contentType,
    "cache-control": ownDigest(key) === undefined ? ASK_AGAIN : FOR_EVER,
    "accept-ranges": "bytes",
  };
}
