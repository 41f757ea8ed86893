import { randomUUID } from "node:crypto";
import { InputError } from "../../errors/input-error.ts";
import { backOff, type S3Access } from "./access.ts";
import { readObject } from "./download.ts";
import { s3Code } from "./errors.ts";
import { type Condition, putObject } from "./upload.ts";

/** Header by which a writer knows its own object again when it did not hear whether it was written. */
const WRITER = "importgraph-write";

/** An object that each process that writes under a condition writes unchanged, to see whether conditions are kept. */
const PROBE_KEY = "conditional-writes.json";
const PROBE = `${JSON.stringify({
  format: 1,
  purpose:
    "Written again and again, always the same, to see whether this server keeps If-None-Match and If-Match.",
})}\n`;
const NO_ETAG = `"${"0".repeat(32)}"`;

const TRIES = 200;

/** Writers of one object that do not know of each other, kept apart by conditions (RFC 9110, 13.1) instead of locks. */
export interface ConditionalWrites {
  create(key: string, body: Uint8Array | string): Promise<boolean>;
  update(key: string, change: (stored: Uint8Array | undefined) => string): Promise<void>;
}

/** @throws InputError from each function when the server does not keep conditions */
export function conditionalWrites(access: S3Access): ConditionalWrites {
  let proof: Promise<void> | undefined;
  async function ensureKept(): Promise<void> {
    proof ??= proveConditions(access);
    try {
      await proof;
    } catch (error) {
      proof = undefined;
      throw error;
    }
  }

  async function write(key: string, body: Uint8Array | string, condition: Condition): Promise<boolean> {
    const writer = randomUUID();
    if (await putOn(access, key, body, condition, writer)) {
      return true;
    }
    // The answer to a first attempt may have been lost: then the object that was in the way is ours.
    return (await readObject(access, key))?.metadata[WRITER] === writer;
  }

  return {
    async create(key, body) {
      await ensureKept();
      for (let tries = 1; tries <= TRIES; tries += 1) {
        if (await write(key, body, { IfNoneMatch: "*" })) {
          return true;
        }
        if ((await readObject(access, key)) !== undefined) {
          return false;
        }
        await backOff(Math.min(tries, 5), access.signal);
      }
      throw beaten(access, key);
    },
    async update(key, change) {
      await ensureKept();
      for (let tries = 1; tries <= TRIES; tries += 1) {
        const stored = await readObject(access, key);
        const condition = stored === undefined ? { IfNoneMatch: "*" as const } : { IfMatch: stored.etag };
        if (await write(key, change(stored?.body), condition)) {
          return;
        }
        await backOff(Math.min(tries, 5), access.signal);
      }
      throw beaten(access, key);
    },
  };
}

/** @returns false when the condition was not fulfilled, or another writer was at it at the same instant */
async function putOn(
  access: S3Access,
  key: string,
  body: Uint8Array | string,
  condition: Condition,
  writer: string,
): Promise<boolean> {
  try {
    await putObject(access, key, body, { condition, metadata: { [WRITER]: writer } });
    return true;
  } catch (error) {
    switch (s3Code(error)) {
      case "PreconditionFailed":
      case "ConditionalRequestConflict":
      // What was to be replaced has been removed.
      case "NoSuchKey":
        return false;
      default:
        throw error;
    }
  }
}

/**
 * Tries conditions that cannot be fulfilled, on an object that is always the same: a server that does not keep them
 * replaces it by itself.
 */
async function proveConditions(access: S3Access): Promise<void> {
  const isWritten = async (condition: Condition): Promise<boolean> => {
    try {
      await putObject(access, PROBE_KEY, PROBE, { condition });
      return true;
    } catch (error) {
      switch (s3Code(error)) {
        case "PreconditionFailed":
        case "ConditionalRequestConflict":
          return false;
        case "NotImplemented":
          throw unconditional(access, error);
        default:
          throw error;
      }
    }
  };
  const isFirst = await isWritten({ IfNoneMatch: "*" });
  if ((isFirst && (await isWritten({ IfNoneMatch: "*" }))) || (await isWritten({ IfMatch: NO_ETAG }))) {
    throw unconditional(access);
  }
}

function unconditional({ place }: S3Access, cause?: unknown): InputError {
  return new InputError(
    {
      place: { file: place.address },
      message: `${place.endpoint ?? "this server"} does not keep conditional writes (If-None-Match, If-Match), without which two writers destroy each other's work`,
      fix: "use a newer server, or one that keeps them (Amazon S3, MinIO, Ceph since Squid, versitygw), or a folder",
    },
    { cause },
  );
}

function beaten({ place }: S3Access, key: string): InputError {
  return new InputError({
    place: { file: `${place.address}/${key}` },
    message: `was changed by others ${TRIES} times while it was to be changed`,
    fix: "run it again when fewer are writing",
  });
}
