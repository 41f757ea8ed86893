import { stat } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { InputError } from "../errors/input-error.ts";
import { quoted } from "../errors/quoted.ts";
import { systemError } from "../errors/system-error.ts";
import { folderStore } from "./folder-store.ts";
import type { S3Credentials } from "./s3/access.ts";
import type { Store } from "./store.ts";

export interface OpenStoreOptions {
  /** Ends what is under way with a bucket or a server; a folder is too quick to need it. */
  signal?: AbortSignal;
  /** Of a bucket, where they are not those that this machine has. */
  credentials?: S3Credentials;
  /** Told what a person should know of a server. */
  say?: (line: string) => void;
}

/**
 * Where results are kept, as a person writes it: a folder's path, a `file:///` URL, or `s3://bucket/prefix` with
 * options as its query; `https://…` of a server of files can be read. Asks nobody: a bucket that is not there is an error of
 * the first question.
 *
 * @throws InputError for an address of another kind, or an empty one
 */
export async function openStore(address: string, options: OpenStoreOptions = {}): Promise<Store> {
  if (address.trim() === "") {
    throw new InputError({
      message: `the address of a store is empty: expected a folder's path, a file:/// URL, s3://BUCKET/PREFIX or, to read, https://…`,
      fix: 'give --store, --to or IMPORTGRAPH_STORE one of these; the folder that you are in is "."',
    });
  }
  if (/^file:/i.test(address)) {
    return await openFolder(pathOfFileUrl(address));
  }
  if (/^s3:/i.test(address)) {
    // The client takes longer to load than most questions on a folder take.
    const { openS3Store } = await import("./s3/bucket-store.ts");
    return openS3Store(address, options);
  }
  if (/^https?:/i.test(address)) {
    const { openHttpStore } = await import("./http-store.ts");
    return openHttpStore(address, options);
  }
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(address)) {
    throw wrongAddress(
      address,
      "expected a folder's path, a file:/// URL, s3://BUCKET/PREFIX or, to read, https://…",
    );
  }
  return await openFolder(address);
}

function pathOfFileUrl(address: string): string {
  const rest = /^file:\/\/(?:localhost)?(\/[^?#]*)$/i.exec(address)?.[1];
  if (rest === undefined) {
    throw wrongAddress(
      address,
      "expected file:/// and a path of this machine, without another machine's name",
    );
  }
  try {
    return fileURLToPath(`file://${rest}`);
  } catch (error) {
    throw wrongAddress(address, "its path is not percent-encoded rightly", { cause: error });
  }
}

/** A folder that is not there is made by the first write; what is there has to be one. */
async function openFolder(path: string): Promise<Store> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") {
      return undefined;
    }
    throw systemError(error, { file: path }) ?? error;
  });
  if (found !== undefined && !found.isDirectory()) {
    throw wrongAddress(path, "it is a file, expected a folder");
  }
  return folderStore(path);
}

function wrongAddress(address: string, why: string, options?: ErrorOptions): InputError {
  return new InputError(
    {
      message: `cannot keep results in ${quoted(address)}: ${why}`,
      fix: "give --store, --to or IMPORTGRAPH_STORE a folder's path, a file:/// URL, s3://BUCKET/PREFIX or, to read, https://…",
    },
    options,
  );
}
