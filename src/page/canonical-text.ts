import { compareText } from "../shard/canonical.ts";

/** JSON without white space, the fields of each object sorted by code point: what checksums of documents are of. */
export function canonicalText(value: unknown): string {
  if (typeof value !== "object" || value === null) {
    return JSON.stringify(value);
  }
  if (Array.isArray(value)) {
    return `[${value.map(canonicalText).join(",")}]`;
  }
  const fields = Object.entries(value).sort(([left], [right]) => compareText(left, right));
  return `{${fields.map(([name, part]) => `${JSON.stringify(name)}:${canonicalText(part)}`).join(",")}}`;
}
