import { createReadStream } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { AbortMultipartUploadCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { Upload } from "@aws-sdk/lib-storage";
import { objectKind } from "../object-kind.ts";
import type { S3Access } from "./access.ts";
import type { S3Place } from "./address.ts";

/** What must be so for an object to be written. */
export type Condition = { IfNoneMatch: "*" } | { IfMatch: string };

/**
 * Writes a small object. With a condition that is not fulfilled, the error's code is `PreconditionFailed`.
 *
 * @throws InputError
 */
export async function putObject(
  { ask, place }: S3Access,
  key: string,
  body: Uint8Array | string,
  options: { condition?: Condition; metadata?: Record<string, string> } = {},
): Promise<void> {
  await ask("write", key, (client, target, sending) =>
    client.send(
      new PutObjectCommand({
        ...target,
        ...headers(place, key),
        // The client takes an empty text for a stream of unknown length.
        Body: Buffer.from(body),
        ...(options.metadata && { Metadata: options.metadata }),
        ...options.condition,
      }),
      sending,
    ),
  );
}

/** How many parts of a file are under way at once. */
const PARTS_AT_ONCE = 2;
/** So long an upload that is aborted waits for what is on its way. */
const ABORT_MILLISECONDS = 3000;

/**
 * Writes an object from a file: in one request, or in parts where it is larger than one part, of which few are in
 * memory at a time.
 *
 * @throws InputError; the parts that were sent are removed then
 */
export async function uploadFile(access: S3Access, key: string, path: string): Promise<void> {
  const { ask, place, limits, signal } = access;
  const { size } = await stat(path);
  if (size <= limits.partBytes) {
    await putObject(access, key, await readFile(path));
    return;
  }
  await ask("write", key, async (client, target) => {
    const upload = new Upload({
      client,
      params: {
        ...target,
        ...headers(place, key),
        Body: createReadStream(path, signal && { signal }),
        ContentLength: size,
      },
      partSize: limits.partBytes,
      queueSize: PARTS_AT_ONCE,
      // By itself it removes them without being waited for, which a program that ends does not live to see.
      leavePartsOnError: true,
    });
    // Where the file ends early, what is on its way is waited for, so that nothing of it can come after all was removed. A server
    // that does not answer is left without that.
    let giveUp: NodeJS.Timeout | undefined;
    const abort = () => {
      giveUp = setTimeout(() => void upload.abort(), ABORT_MILLISECONDS);
    };
    signal?.addEventListener("abort", abort, { once: true });
    try {
      await upload.done();
    } catch (error) {
      if (upload.uploadId !== undefined) {
        const parts = new AbortMultipartUploadCommand({ ...target, UploadId: upload.uploadId });
        // What went wrong first is what is to be said.
        await client.send(parts).catch(() => undefined);
      }
      throw error;
    } finally {
      clearTimeout(giveUp);
      signal?.removeEventListener("abort", abort);
    }
  });
}

function headers(place: S3Place, key: string) {
  const { contentType, cacheControl, isImmutable } = objectKind(key);
  const { encryption, kmsKey, storageClass } = place;
  return {
    ContentType: contentType,
    CacheControl: cacheControl,
    ChecksumAlgorithm: "SHA256",
    ...(encryption !== undefined && { ServerSideEncryption: encryption }),
    ...(kmsKey !== undefined && { SSEKMSKeyId: kmsKey }),
    ...(storageClass !== undefined && isImmutable && { StorageClass: storageClass as "STANDARD" }),
  } as const;
}
