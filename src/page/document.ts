/** JSON documents of a store that are read in a browser, too: of a known format, as they were written. */

import * as z from "zod/mini";
import { canonicalText } from "./canonical-text.ts";
import { DamagedFileError, type ObjectReader } from "./object-reader.ts";

/** A document of a newer importgraph. */
export class NewerGraphError extends DamagedFileError {
  override name = "NewerGraphError";
}

export interface DocumentKind<T> {
  schema: z.ZodMiniType<T>;
  /** Rises only when the meaning of the document changes; a newer one is refused. */
  format: number;
  /** The oldest that is read; default: the newest. */
  oldest?: number;
  /** What a person does about one that can't be read. */
  fix: string;
}

/**
 * Reads a document and checks it; undefined where there is none.
 *
 * @throws DamagedFileError for one that is damaged; NewerGraphError for one of a newer format
 */
export async function readDocument<T>(
  reader: ObjectReader,
  key: string,
  kind: DocumentKind<T>,
): Promise<T | undefined> {
  const body = await reader.read(key);
  return body && (await parseDocument(`${reader.address}/${key}`, body, kind));
}

async function parseDocument<T>(
  file: string,
  body: Uint8Array,
  { schema, format: newest, oldest = newest, fix: usualFix }: DocumentKind<T>,
): Promise<T> {
  const refuse = (message: string, fix = usualFix, Kind = DamagedFileError): never => {
    throw new Kind({ place: { file }, message, fix });
  };
  let content: unknown;
  try {
    content = JSON.parse(new TextDecoder().decode(body));
  } catch {
    refuse("is not JSON: it was cut off or overwritten");
  }
  const { checksum, ...rest } = (content ?? {}) as Record<string, unknown>;
  if (typeof rest.format === "number" && rest.format > newest) {
    const message = `has format ${rest.format}, and this program reads up to ${newest}`;
    refuse(message, "use a newer importgraph with this store", NewerGraphError);
  }
  if (typeof rest.format === "number" && rest.format < oldest) {
    refuse(`has format ${rest.format}, and this program reads ${newest}: an earlier version made it`);
  }
  const parsed = schema.safeParse(content);
  if (!parsed.success) {
    return refuse(z.prettifyError(parsed.error));
  }
  const actual = await checksumOf(rest);
  // Documents of earlier versions have none.
  if (checksum !== undefined && actual !== undefined && actual !== checksum) {
    refuse("its content is not what was written: its checksum is of something else");
  }
  return parsed.data;
}

/** Node's own, which is there at once: the browser's has to be loaded first. */
const nativeHash = globalThis.process?.getBuiltinModule?.("node:crypto").hash;

/** Undefined where a browser does not tell: it knows digests on pages that came safely only. */
async function checksumOf(content: object): Promise<string | undefined> {
  if (nativeHash !== undefined) {
    return nativeHash("sha256", canonicalText(content));
  }
  const { subtle }: { subtle?: Pick<typeof globalThis.crypto.subtle, "digest"> } = globalThis.crypto;
  const digest = await subtle?.digest("SHA-256", new TextEncoder().encode(canonicalText(content)));
  return digest && Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
