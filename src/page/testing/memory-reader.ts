import type { ObjectReader } from "../object-reader.ts";

/**
 * One file in memory, under any key, with what was asked of it.
 *
 * @param content undefined: there is none
 */
export function memoryReader(content: Uint8Array | undefined) {
  const asked: [start: number, end: number][] = [];
  const reader: ObjectReader = {
    address: "memory",
    read: async () => content,
    async readRange(_key, start, end) {
      asked.push([start, end]);
      return content?.slice(start, end);
    },
  };
  return { reader, asked };
}
