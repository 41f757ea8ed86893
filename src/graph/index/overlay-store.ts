import type { Store } from "../../store/store.ts";

/** A store of which what is written is kept in memory, and found first. */
export interface OverlayStore extends Store {
  /** Writes what is in memory into the store below; nothing where there is no such object there. */
  settle(key: string): Promise<void>;
}

/** A store that can be written though the one below cannot, or should not be yet. */
export function overlayStore(below: Store): OverlayStore {
  const own = new Map<string, Uint8Array>();
  return {
    ...below,
    read: async (key) => own.get(key) ?? (await below.read(key)),
    readRange: async (key, start, end) =>
      own.get(key)?.slice(start, end) ?? (await below.readRange(key, start, end)),
    async stat(key) {
      const body = own.get(key);
      return body === undefined
        ? await below.stat(key)
        : { key, sizeBytes: body.length, modified: new Date() };
    },
    async settle(key) {
      const body = own.get(key);
      if (body !== undefined) {
        await below.write(key, body);
      }
    },
    async write(key, body) {
      own.set(key, typeof body === "string" ? new TextEncoder().encode(body) : body);
    },
  };
}
