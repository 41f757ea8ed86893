import { relative } from "node:path";

/** A size as a person reads it: `640 B`, `41 kB`, `128 MB` (powers of ten). */
export function sizeText(bytes: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  let size = bytes;
  let unit = 0;
  while (size >= 999.5 && unit < units.length - 1) {
    size /= 1000;
    unit += 1;
  }
  return `${unit === 0 || size >= 9.95 ? Math.round(size) : size.toFixed(1)} ${units[unit]}`;
}

/** Rows as aligned columns, two spaces apart, figures to the right. Cells hold no colour codes. */
export function columns(rows: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, index) => {
      widths[index] = Math.max(widths[index] ?? 0, cell.length);
    });
  }
  return rows
    .map((row) =>
      row
        .map((cell, index) => aligned(cell, widths[index] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

function aligned(cell: string, width: number): string {
  return /^[\d,.]+( (s|B|[kMGT]B))?$/.test(cell) ? cell.padStart(width) : cell.padEnd(width);
}

/** A path as a person in the current folder would type it, where it is below that; else, or for a URL, as it is. */
export function shownPath(path: string): string {
  if (path.includes("://")) {
    return path;
  }
  const fromHere = relative(process.cwd(), path);
  return fromHere !== "" && !fromHere.startsWith("..") ? fromHere : path;
}
