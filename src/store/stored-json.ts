import { createHash } from "node:crypto";
import { z } from "zod";
import { canonicalText } from "../page/canonical-text.ts";
import { NewerFormatError, type Store, UnreadableObjectError } from "./store.ts";
import { storeOption } from "./store-option.ts";

/** Rises only when the meaning of a stored JSON document changes; readers refuse a newer one. */
const STORE_FORMAT = 1;

export const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** What a person does about an object of a store that is not what it should be. */
export function repairFix(store: Store): string {
  return `mend the store: ./scripts/importgraph store repair${storeOption(store)}; then explore again what it says is gone`;
}

/** What every JSON document of a store has. */
export const storedDocument = z.looseObject({
  format: z.number().int().min(1),
  /** SHA-256 of everything else in it, in {@link canonicalText canonical form}. Documents of earlier versions have none. */
  checksum: sha256.optional(),
});
export const count = z.number().int().nonnegative();
/** A moment in UTC: `2026-11-23T08:49:58.597Z`. */
export const instant = z.iso.datetime();

/** The text of a JSON document, as it is stored: with its format first, and its checksum last. */
export function storedJson(content: object): string {
  return `${JSON.stringify(withChecksum(content), undefined, 2)}\n`;
}

/** {@link storedJson} without blanks and line ends: of what is fetched for each question, and has long lists. */
export function compactStoredJson(content: object): string {
  return `${JSON.stringify(withChecksum(content))}\n`;
}

function withChecksum(content: object): object {
  const { checksum: _former, ...document }: Record<string, unknown> = { format: STORE_FORMAT, ...content };
  // As it will be read: without what JSON leaves out.
  const checksum = checksumOf(JSON.parse(JSON.stringify(document)));
  return { ...document, checksum };
}

function checksumOf(content: object): string {
  return createHash("sha256").update(canonicalText(content)).digest("hex");
}

/** Whether a document is not what was written: its checksum, if it has one, is that of other content. */
function isAltered(content: unknown): boolean {
  if (typeof content !== "object" || content === null) {
    return false;
  }
  if ("checksum" in content) {
    const { checksum, ...rest } = content;
    return checksum !== checksumOf(rest);
  }
  // The name of the field itself may have been damaged: what is left must not pass for a document of an earlier version.
  return Object.entries(content).some(([name, value]) => {
    const { [name]: _checksum, ...rest } = content as Record<string, unknown>;
    return sha256.safeParse(value).success && value === checksumOf(rest);
  });
}

/**
 * A JSON document of a store, checked; undefined when there is none.
 *
 * @param fix what a person does about one that cannot be read
 * @throws UnreadableObjectError for one that is damaged, or of a newer format
 */
export async function readStored<T extends { format: number; checksum?: string | undefined }>(
  store: Store,
  key: string,
  schema: z.ZodType<T>,
  fix?: string,
): Promise<T | undefined> {
  const body = await store.read(key);
  return body === undefined ? undefined : parseStored(store, key, body, schema, fix);
}

/** {@link readStored} for what has been read. */
export function parseStored<T extends { format: number; checksum?: string | undefined }>(
  store: Store,
  key: string,
  body: Uint8Array,
  schema: z.ZodType<T>,
  fix = repairFix(store),
): T {
  const place = { file: `${store.address}/${key}` };
  let content: unknown;
  try {
    content = JSON.parse(new TextDecoder().decode(body));
  } catch (error) {
    throw new UnreadableObjectError(
      { place, message: "is not JSON: it was cut off or overwritten", fix },
      { cause: error },
    );
  }
  // First of all: the rest of a newer format may be of any form.
  const { data: document } = storedDocument.safeParse(content);
  if (document !== undefined && document.format > STORE_FORMAT) {
    throw new NewerFormatError({
      place,
      message: `has format ${document.format}, and this program reads up to ${STORE_FORMAT}`,
      fix: "use a newer importgraph with this store",
    });
  }
  const parsed = schema.safeParse(content);
  if (!parsed.success) {
    throw new UnreadableObjectError({ place, message: z.prettifyError(parsed.error), fix });
  }
  if (isAltered(content)) {
    throw new UnreadableObjectError({
      place,
      message: "its content is not what was written: its checksum is of something else",
      fix,
    });
  }
  const { checksum: _checked, ...data } = parsed.data;
  return data as T;
}
