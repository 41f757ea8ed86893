import { stat } from "node:fs/promises";
import { join } from "node:path";
import { DeleteObjectCommand, paginateListObjectsV2 } from "@aws-sdk/client-s3";
import pLimit from "p-limit";
import { temporaryFolder } from "../../exec/temporary-folder.ts";
import { localCopies } from "../copies.ts";
import { objectKind } from "../object-kind.ts";
import type { Store, StoredObject } from "../store.ts";
import { DEFAULT_LIMITS, openS3Access, type S3Access, type S3Credentials, type S3Limits } from "./access.ts";
import { parseS3Address } from "./address.ts";
import { conditionalWrites } from "./conditional.ts";
import { fetchFile, readObject, readObjectRange, statObject } from "./download.ts";
import { putObject, uploadFile } from "./upload.ts";

export interface S3StoreOptions {
  signal?: AbortSignal;
  /** Where left out, they are found as every program that uses AWS finds them. */
  credentials?: S3Credentials;
  limits?: Partial<S3Limits>;
}

/** Files that are sent at once; with the size and number of their parts this bounds the memory. */
const UPLOADS_AT_ONCE = 4;

/**
 * A store in a bucket of Amazon S3 or a server like it.
 *
 * Every function ends with the reason of the signal when that is aborted, and with an InputError for what a person can
 * mend: a wrong bucket, key or secret, a missing permission, a server that cannot be reached.
 *
 * @throws InputError for an address that is not one
 */
export function openS3Store(address: string, options: S3StoreOptions = {}): Store {
  const { limits, signal, credentials } = options;
  const place = parseS3Address(address, process.env);
  const access = openS3Access(
    place,
    { ...DEFAULT_LIMITS, ...limits },
    { ...(signal && { signal }), ...(credentials && !place.anonymous && { credentials }) },
  );
  const conditional = conditionalWrites(access);
  const uploads = pLimit(UPLOADS_AT_ONCE);
  // Changes by this process wait for each other here, which costs less than meeting at the server.
  const changes = pLimit(1);
  const identity = `${place.endpoint ?? ""} ${place.bucket}/${place.prefix}`;
  const copies = localCopies(
    { address: place.address, identity: `${place.endpoint ?? ""} ${place.address}` },
    (key, path) => fetchFile(access, key, path),
  );

  return {
    address: place.address,
    identity: async () => identity,
    read: async (key) => (await readObject(access, key))?.body,
    readRange: (key, start, end) => readObjectRange(access, key, start, end),
    stat: (key) => statObject(access, key),
    list: (prefix) => listObjects(access, prefix),
    localPath: (key) => copies.path(key),
    async withFile(key, use) {
      const scratch = await temporaryFolder();
      try {
        const path = join(scratch.path, "object");
        await fetchFile(access, key, path);
        return await use(path);
      } finally {
        await scratch.remove();
      }
    },
    write: (key, body) => putObject(access, key, body),
    create: (key, body) => conditional.create(key, body),
    async adopt(key, path) {
      await uploads(() => uploadUnlessThere(access, key, path));
      await copies.take(key, path);
    },
    send: (key, path) => uploads(() => uploadUnlessThere(access, key, path)),
    update: (key, change) => changes(() => conditional.update(key, change)),
    async remove(key) {
      await access.ask("delete", key, (client, target, sending) =>
        client.send(new DeleteObjectCommand(target), sending),
      );
    },
  };
}

async function* listObjects(access: S3Access, prefix: string): AsyncGenerator<StoredObject> {
  const { place, client, ask } = access;
  const from = place.prefix.length;
  const pages = paginateListObjectsV2(
    { client },
    { Bucket: place.bucket, Prefix: `${place.prefix}${prefix}` },
  )[Symbol.asyncIterator]();
  for (;;) {
    const { value: page, done } = await ask("list", prefix, () => pages.next());
    if (done === true) {
      return;
    }
    for (const { Key = "", Size = 0, LastModified = new Date(0) } of page.Contents ?? []) {
      yield { key: Key.slice(from), sizeBytes: Size, modified: LastModified };
    }
  }
}

/** @returns whether it was sent */
async function uploadUnlessThere(access: S3Access, key: string, path: string): Promise<boolean> {
  if (objectKind(key).isImmutable) {
    const { size } = await stat(path);
    // Of another size it may be packed by another zlib, or damaged: our file is right in both cases.
    if ((await statObject(access, key))?.sizeBytes === size) {
      return false;
    }
  }
  await uploadFile(access, key, path);
  return true;
}
