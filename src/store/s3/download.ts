import { createHash, type Hash } from "node:crypto";
import { open } from "node:fs/promises";
import type { Readable } from "node:stream";
import { GetObjectCommand, type GetObjectCommandOutput } from "@aws-sdk/client-s3";
import { InputError } from "../../errors/input-error.ts";
import { type StoredObject, UnreadableObjectError } from "../store.ts";
import { backOff, type S3Access } from "./access.ts";
import { s3Code } from "./errors.ts";

/** What came with an object's bytes. */
export interface FetchedObject {
  /** Identity of what is stored now, with its quotation marks. */
  etag: string;
  /** Our own headers (`x-amz-meta-…`). */
  metadata: Readonly<Record<string, string>>;
}

/** Where an object's bytes go. */
export interface Sink {
  write(chunk: Uint8Array): Promise<void> | void;
  /** What was written so far is void: the object is sent from its beginning once more. */
  restart(): Promise<void> | void;
}

/**
 * Fetches an object, however often the connection is cut: it is gone on with where it was cut, unless the object has
 * become another one. Checked against the checksum that the server keeps of it, where it keeps one.
 *
 * @returns undefined when there is none
 * @throws InputError when it cannot be had whole, UnreadableObjectError when that is due to the object
 */
async function fetchObject(access: S3Access, key: string, sink: Sink): Promise<FetchedObject | undefined> {
  const { limits, signal, place } = access;
  let transfer: Transfer | undefined;
  // Going on is endless where each connection brings something; beginning again brings nothing new.
  let furthest = 0;
  for (let failures = 0; ; ) {
    const response = await askForRest(access, key, transfer);
    if (response === undefined) {
      return undefined;
    }
    transfer = transfer === undefined || transfer.received === 0 ? new Transfer(response) : transfer;
    const failure = await transfer.take(response, sink);
    if (failure === undefined) {
      return { etag: transfer.etag, metadata: transfer.metadata };
    }
    signal?.throwIfAborted();
    failures = transfer.received > furthest ? 1 : failures + 1;
    furthest = Math.max(furthest, transfer.received);
    if (failures >= limits.attempts) {
      throw notWhole(`${place.address}/${key}`, failure);
    }
    if (failure instanceof Damage) {
      await sink.restart();
      transfer = undefined;
    }
    await backOff(failures, signal);
  }
}

function notWhole(object: string, failure: Cut | Damage): InputError {
  const Kind = failure instanceof Damage ? UnreadableObjectError : InputError;
  return new Kind(
    {
      place: { file: object },
      message: `cannot be fetched whole: ${failure.message}`,
      fix: "run it again; `./scripts/importgraph store verify` tells which objects are damaged",
    },
    { cause: failure },
  );
}

/**
 * Fetches an object into a file.
 *
 * @throws UnreadableObjectError where there is no such object
 */
export async function fetchFile(access: S3Access, key: string, path: string): Promise<void> {
  // Appending, so that what comes after a restart stands at the beginning.
  const file = await open(path, "a");
  try {
    const fetched = await fetchObject(access, key, {
      async write(chunk) {
        await file.appendFile(chunk);
      },
      async restart() {
        await file.truncate(0);
      },
    });
    if (fetched === undefined) {
      throw new UnreadableObjectError({
        place: { file: `${access.place.address}/${key}` },
        message: "there is no such object in the store",
      });
    }
    await file.sync();
  } finally {
    await file.close();
  }
}

/** {@link fetchObject} into memory, for small objects. */
export async function readObject(
  access: S3Access,
  key: string,
): Promise<(FetchedObject & { body: Uint8Array }) | undefined> {
  let chunks: Uint8Array[] = [];
  const fetched = await fetchObject(access, key, {
    write(chunk) {
      chunks.push(chunk);
    },
    restart() {
      chunks = [];
    },
  });
  return fetched && { ...fetched, body: Buffer.concat(chunks) };
}

/** What has not come yet of an object; undefined when there is none, the whole when it became another one. */
async function askForRest(
  { ask }: S3Access,
  key: string,
  transfer: Transfer | undefined,
): Promise<GetObjectCommandOutput | undefined> {
  const get = (rest: Rest) =>
    ask("read", key, (client, target, options) =>
      client.send(new GetObjectCommand({ ...target, ChecksumMode: "ENABLED", ...rest }), options),
    );
  try {
    return await get(transfer?.rest() ?? {}).catch((error: unknown) => {
      if (s3Code(error) === "PreconditionFailed") {
        return get({});
      }
      throw error;
    });
  } catch (error) {
    if (s3Code(error) === "NoSuchKey") {
      return undefined;
    }
    throw error;
  }
}

type Rest = { Range?: string; IfMatch?: string };

/** The connection ended before the object did. */
class Cut extends Error {}
/** What came is not what is stored. */
class Damage extends Error {}

/** An object on its way, in one response or several. */
class Transfer {
  readonly etag: string;
  readonly metadata: Readonly<Record<string, string>>;
  received = 0;
  readonly #sizeBytes: number;
  readonly #sha256: string | undefined;
  readonly #hash: Hash = createHash("sha256");

  constructor({ ETag = "", Metadata = {}, ContentLength = 0, ChecksumSHA256 }: GetObjectCommandOutput) {
    this.etag = ETag;
    this.metadata = Metadata;
    this.#sizeBytes = ContentLength;
    // That of an object sent in parts is of its parts' checksums, and says how many: `…=-3`.
    this.#sha256 = ChecksumSHA256?.includes("-") ? undefined : ChecksumSHA256;
  }

  /** The question for what has not come yet. */
  rest(): Rest {
    return this.received === 0 ? {} : { Range: `bytes=${this.received}-`, IfMatch: this.etag };
  }

  /** Passes a response on. Errors of the sink are thrown, those of the connection returned. */
  async take(response: GetObjectCommandOutput, sink: Sink): Promise<Cut | Damage | undefined> {
    if (this.received > 0 && !this.#isContinuedBy(response)) {
      (response.Body as Readable).destroy();
      return new Damage("it was replaced by another one again and again while it was fetched");
    }
    const chunks = (response.Body as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]();
    for (;;) {
      let next: IteratorResult<Uint8Array>;
      try {
        next = await chunks.next();
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        return message.startsWith("Checksum mismatch")
          ? new Damage("its checksum is not the one that was stored with it", { cause: error })
          : new Cut(`the connection was cut (${message})`, { cause: error });
      }
      if (next.done === true) {
        return this.#ended();
      }
      this.#hash.update(next.value);
      this.received += next.value.length;
      await sink.write(next.value);
    }
  }

  #isContinuedBy({ ContentRange, ETag }: GetObjectCommandOutput): boolean {
    return ETag === this.etag && ContentRange?.startsWith(`bytes ${this.received}-`) === true;
  }

  #ended(): Cut | Damage | undefined {
    if (this.received < this.#sizeBytes) {
      return new Cut("the connection was closed too early");
    }
    return this.#sha256 === undefined || this.#hash.digest("base64") === this.#sha256
      ? undefined
      : new Damage("its checksum is not the one that was stored with it");
  }
}

/** What the server says of an object, without its bytes. */
export async function statObject({ ask }: S3Access, key: string): Promise<StoredObject | undefined> {
  try {
    // Not a HEAD: its errors have no body, so that a wrong bucket or secret could not be told from a missing object.
    const { ContentRange, ContentLength, LastModified, Body } = await ask(
      "read",
      key,
      (client, target, options) =>
        client.send(new GetObjectCommand({ ...target, Range: "bytes=0-0" }), options),
    );
    await Body?.transformToByteArray();
    const size = /\/(\d+)$/.exec(ContentRange ?? "")?.[1] ?? ContentLength ?? 0;
    return { key, sizeBytes: Number(size), modified: LastModified ?? new Date(0) };
  } catch (error) {
    switch (s3Code(error)) {
      case "NoSuchKey":
        return undefined;
      // An empty object has no first byte.
      case "InvalidRange":
        return { key, sizeBytes: 0, modified: new Date(0) };
      default:
        throw error;
    }
  }
}

/**
 * Some bytes of an object, however often the connection is cut; fewer where it ends before, undefined where there is none.
 *
 * @param end behind the last byte
 */
export async function readObjectRange(
  access: S3Access,
  key: string,
  start: number,
  end: number,
): Promise<Uint8Array | undefined> {
  const { ask, limits, signal, place } = access;
  for (let failures = 1; ; failures++) {
    const { Body } = await ask("read", key, (client, target, options) =>
      client.send(new GetObjectCommand({ ...target, Range: `bytes=${start}-${end - 1}` }), options),
    ).catch(answerWithoutBytes);
    if (Body === undefined) {
      return undefined;
    }
    try {
      return await Body.transformToByteArray();
    } catch (error) {
      signal?.throwIfAborted();
      if (failures >= limits.attempts) {
        const reason = error instanceof Error ? error.message : String(error);
        throw notWhole(`${place.address}/${key}`, new Cut(`the connection was cut (${reason})`));
      }
    }
    await backOff(failures, signal);
  }
}

function answerWithoutBytes(error: unknown): {
  Body: { transformToByteArray(): Promise<Uint8Array> } | undefined;
} {
  switch (s3Code(error)) {
    case "NoSuchKey":
      return { Body: undefined };
    // It ends before the first byte that was asked for.
    case "InvalidRange":
      return { Body: { transformToByteArray: async () => new Uint8Array() } };
    default:
      throw error;
  }
}
