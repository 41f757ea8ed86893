import { InputError } from "../errors/input-error.ts";
import { folderStore } from "./folder-store.ts";
import type { S3Credentials } from "./s3/access.ts";
import type { Store } from "./store.ts";

/**
 * Where results are kept, as a person writes it: a folder's path, a `file:///` URL, or `s3://bucket/prefix` with
 * options as its query. Asks nobody: a bucket that is not there is an error of the first question.
 *
 * @param options.signal ends what is under way with a bucket; a folder is too quick to need it
 * @param options.credentials of a bucket, where they are not those that this machine has
 * @throws InputError for an address of another kind, or an empty one
 */
export async function openStore(
  address: string,
  options: { signal?: AbortSignal; credentials?: S3Credentials } = {},
): Promise<Store> {
  if (address.trim() === "") {
    throw new InputError({
      message: `the address of a store is empty: expected a folder's path, a file:/// URL or s3://BUCKET/PREFIX`,
      fix: 'give --store, --to or IMPORTGRAPH_STORE one of these; the folder that you are in is "."',
    });
  }
  if (address.startsWith("file:")) {
    return folderStore(decodeURIComponent(new URL(address).pathname));
  }
  if (/^s3:/i.test(address)) {
    // The client takes longer to load than most questions on a folder take.
    const { openS3Store } = await import("./s3/bucket-store.ts");
    return openS3Store(address, options);
  }
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(address)) {
    throw new InputError({
      message: `cannot keep results in "${address}": expected a folder's path, a file:/// URL or s3://BUCKET/PREFIX`,
      fix: "give --store or IMPORTGRAPH_STORE one of these",
    });
  }
  return folderStore(address);
}
