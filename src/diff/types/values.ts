/** A name with dots and nothing else. */
const NAME = /^(?:[\p{L}_][\p{L}\p{N}_]*\.)*(?<last>[\p{L}_][\p{L}\p{N}_]*)$/u;

/**
 * Whether two texts of values may be the same value: spelt otherwise, by another path, or one that nobody knows. A private
 * name says nothing of what it stands for.
 */
export function isSameValue(old: string, now: string): boolean {
  return plain(old) === plain(now) || [old, now].some((text) => isUnknown(text) || isPrivate(text));
}

function plain(text: string): string {
  const number = /^-?\d[\d_]*(?:\.[\d_]*)?(?:e[+-]?\d+)?$/i.test(text) && !/^0\d/.test(text);
  if (number) {
    return String(Number(text.replaceAll("_", "")));
  }
  return NAME.exec(text)?.groups?.last ?? text.replace(/"([^'"\\]*)"/g, "'$1'").replace(/,\s+/g, ",");
}

function isUnknown(text: string): boolean {
  return text === "..." || text === "Ellipsis" || text.startsWith("<");
}

function isPrivate(text: string): boolean {
  return NAME.test(text) && text.split(".").some((name) => name.startsWith("_"));
}
