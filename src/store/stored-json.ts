import { z } from "zod";
import { type Store, UnreadableObjectError } from "./store.ts";

/** Rises only when the meaning of a stored JSON document changes; readers refuse a newer one. */
const STORE_FORMAT = 1;

/** What every JSON document of a store begins with. */
export const storedDocument = z.looseObject({ format: z.number().int().min(1) });

export const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
export const count = z.number().int().nonnegative();
/** A moment in UTC: `2026-11-23T08:49:58.597Z`. */
export const instant = z.iso.datetime();

/** The text of a JSON document, as it is stored. */
export function storedJson(content: object): string {
  return `${JSON.stringify({ format: STORE_FORMAT, ...content }, undefined, 2)}\n`;
}

/**
 * A JSON document of a store, checked; undefined when there is none.
 *
 * @param fix what a person does about one that cannot be read
 * @throws UnreadableObjectError for one that is damaged, or of a newer format
 */
export async function readStored<T extends { format: number }>(
  store: Store,
  key: string,
  schema: z.ZodType<T>,
  fix?: string,
): Promise<T | undefined> {
  const body = await store.read(key);
  return body === undefined ? undefined : parseStored(store, key, body, schema, fix);
}

/** {@link readStored} for what has been read. */
export function parseStored<T extends { format: number }>(
  store: Store,
  key: string,
  body: Uint8Array,
  schema: z.ZodType<T>,
  fix = "remove it and explore again",
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
    throw new UnreadableObjectError({
      place,
      message: `has format ${document.format}, and this program reads up to ${STORE_FORMAT}`,
      fix: "use a newer importgraph with this store",
    });
  }
  const parsed = schema.safeParse(content);
  if (!parsed.success) {
    throw new UnreadableObjectError({ place, message: z.prettifyError(parsed.error), fix });
  }
  return parsed.data;
}
