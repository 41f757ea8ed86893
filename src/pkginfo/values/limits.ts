/** `90s`, `10m`, `1h` as seconds; undefined for anything else, or more than a day. */
export function parseDuration(text: string): number | undefined {
  const [, count, unit] = /^([1-9]\d{0,5})([smh])$/.exec(text) ?? [];
  const seconds = Number(count) * ({ s: 1, m: 60, h: 3600 }[unit ?? ""] ?? Number.NaN);
  return seconds <= 24 * 3600 ? seconds : undefined;
}

/** The reverse of {@link parseDuration}, in the largest unit that fits. */
export function durationText(seconds: number): string {
  const [unit, size] = seconds % 3600 === 0 ? ["h", 3600] : seconds % 60 === 0 ? ["m", 60] : ["s", 1];
  return `${seconds / Number(size)}${unit}`;
}

/** `512m`, `4g` (powers of 1024) as bytes; undefined for anything else, less than 64m or more than 1024g. */
export function parseMemory(text: string): number | undefined {
  const [, count, unit] = /^([1-9]\d{0,6})([mg])$/.exec(text) ?? [];
  const mebibytes = Number(count) * ({ m: 1, g: 1024 }[unit ?? ""] ?? Number.NaN);
  return mebibytes >= 64 && mebibytes <= 1024 * 1024 ? mebibytes * 1024 * 1024 : undefined;
}

/** The reverse of {@link parseMemory}, in the largest unit that fits. */
export function memoryText(bytes: number): string {
  const mebibytes = bytes / (1024 * 1024);
  return mebibytes % 1024 === 0 ? `${mebibytes / 1024}g` : `${mebibytes}m`;
}

/** A date as it is, an RFC 3339 instant in UTC and whole seconds; undefined for anything else. */
export function parseAsOf(text: string): string | undefined {
  const [, date, time] =
    /^(\d{4}-\d{2}-\d{2})(T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2}))?$/i.exec(text) ?? [];
  // Date takes 31 February for 3 March.
  const midnight = new Date(`${date}T00:00:00Z`);
  if (date === undefined || Number.isNaN(midnight.getTime()) || !midnight.toISOString().startsWith(date)) {
    return undefined;
  }
  if (time === undefined) {
    return date;
  }
  const instant = new Date(text.toUpperCase());
  return Number.isNaN(instant.getTime()) ? undefined : instant.toISOString().replace(/\.\d+Z$/, "Z");
}
