import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { InputError } from "../errors/input-error.ts";
import { quoted } from "../errors/quoted.ts";
import { temporaryFolder } from "../exec/temporary-folder.ts";
import { HttpReader, type HttpReaderOptions } from "../page/http-reader.ts";
import { localCopies } from "./copies.ts";
import { type Store, UnreadableObjectError } from "./store.ts";

/**
 * A store that a server of files gives to whoever asks: a folder that is served, or a bucket that everybody may read. It can
 * be asked everything, and not be written.
 *
 * @throws InputError for an address that is no URL, or has a query, fragment or password
 */
export function openHttpStore(address: string, options: HttpReaderOptions = {}): Store {
  const reader = new HttpReader(checkedAddress(address), options);
  const fetchFile = async (key: string, path: string) => {
    const body = await reader.read(key);
    if (body === undefined) {
      throw new UnreadableObjectError({
        place: { file: `${reader.address}/${key}` },
        message: "there is no such object in the store",
      });
    }
    await writeFile(path, body);
  };
  const copies = localCopies({ address: reader.address, identity: reader.address }, fetchFile);
  const refuse = async (): Promise<never> => {
    throw new InputError({
      message: `${reader.address} is a server of files: it can be read only`,
      fix: "give --store, --to or IMPORTGRAPH_STORE the folder or s3://BUCKET/PREFIX that it serves",
    });
  };
  return {
    address: reader.address,
    isReadOnly: true,
    identity: async () => reader.address,
    read: (key) => reader.read(key),
    readRange: (key, start, end) => reader.readRange(key, start, end),
    async stat(key) {
      const body = await reader.read(key);
      return body && { key, sizeBytes: body.length, modified: new Date(0) };
    },
    async *list(prefix) {
      // Which run is the latest is told by latest.json; what else there is, nobody can tell.
      yield* prefix === "runs/" ? [] : await refuse();
    },
    localPath: (key) => copies.path(key),
    async withFile(key, use) {
      const scratch = await temporaryFolder();
      try {
        const path = join(scratch.path, "object");
        await fetchFile(key, path);
        return await use(path);
      } finally {
        await scratch.remove();
      }
    },
    write: refuse,
    create: refuse,
    adopt: refuse,
    send: refuse,
    update: refuse,
    remove: refuse,
  };
}

function checkedAddress(address: string): string {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (
    url === undefined ||
    url.search !== "" ||
    url.hash !== "" ||
    url.username !== "" ||
    url.password !== ""
  ) {
    throw new InputError({
      message: `cannot read results from ${quoted(address)}: expected https:// and the path of a store, without query, fragment and password`,
      fix: "give --store the address under which latest.json is served, without latest.json",
    });
  }
  return url.href.replace(/\/+$/, "");
}
