import { join } from "node:path";
import { InputError, type InputProblem } from "../errors/input-error.ts";
import { INVISIBLE, quoted } from "../errors/quoted.ts";
import { writeWholeText } from "../files/whole-file.ts";
import { isProjectName, normalizeName } from "../releases/project-name.ts";
import { normalizeVersion } from "../releases/versions.ts";
import { findTables, rowText, type Table } from "./markdown-table.ts";
import { readTextFile } from "./text-file.ts";
import { parseAsOf } from "./values/limits.ts";

/** The file that says what is not explored, in the repository's root. */
export const SKIPPED_FILE = "skipped.md";

/** Why packages are skipped; each has a heading with its title in skipped.md. */
export const SKIPPED_CATEGORIES = {
  platform: {
    title: "No files for Linux",
    sentence: "Every file is for another system, and there is no source distribution that Linux could build.",
  },
  hardware: {
    title: "Needs hardware or drivers",
    sentence:
      "Importing talks to a device or a driver that a container on an ordinary machine does not have.",
  },
  build: {
    title: "Can't be built",
    sentence:
      "No wheel fits, and the source distribution needs something that Debian's packages don't offer.",
  },
  python: {
    title: "No Python for it",
    sentence: "No release works on any Python that has a base image.",
  },
  other: { title: "Other reasons", sentence: "What fits nowhere else; the reason says it." },
} as const satisfies Record<string, { title: string; sentence: string }>;

export type SkippedCategory = keyof typeof SKIPPED_CATEGORIES;

/** A row of skipped.md. */
export interface SkippedPackage {
  name: string;
  normalizedName: string;
  /** The newest release when it was skipped. */
  version: string;
  category: SkippedCategory;
  /** One line. */
  reason: string;
  /** Date, `2026-11-23`. */
  since: string;
  /** Where it stands, beginning with 1. */
  line: number;
}

const COLUMNS = ["package", "version", "reason", "since"];
const LONGEST_BYTES = 1024 * 1024;
const LONGEST_REASON = 500;

const NEW_FILE = `# Skipped packages

What is not explored, and why. The tables are read and written by \`./scripts/importgraph skip\`; the text around them is
kept as it is. A package can't be here and in pkginfo/.
`;

/** What skipped.md holds, of which not every row need be right. */
export interface SkippedRows {
  rows: SkippedPackage[];
  /** Of the rows and tables that can't be used, or of the file. */
  problems: InputProblem[];
}

/**
 * Reads skipped.md; a repository without one skips nothing.
 *
 * @throws InputError with every bad row
 */
export async function readSkipped(root: string): Promise<SkippedPackage[]> {
  return rightRows(await readSkippedRows(root));
}

/** As {@link readSkipped}, for whoever goes on with the rest where a row is wrong. */
export async function readSkippedRows(root: string): Promise<SkippedRows> {
  try {
    const text = (await readTextFile(root, SKIPPED_FILE, LONGEST_BYTES)) ?? "";
    return parseRows(text, SKIPPED_FILE);
  } catch (error) {
    if (!(error instanceof InputError)) {
      throw error;
    }
    return { rows: [], problems: [...error.problems] };
  }
}

/**
 * Adds a row to skipped.md, or replaces the row of the same package.
 *
 * @throws InputError for a bad row, or a bad skipped.md
 */
export async function addSkipped(
  root: string,
  row: Omit<SkippedPackage, "line" | "normalizedName">,
): Promise<void> {
  const text = (await readTextFile(root, SKIPPED_FILE, LONGEST_BYTES)) ?? NEW_FILE;
  await writeWholeText(join(root, SKIPPED_FILE), withSkipped(text, row));
}

/**
 * Reads the text of skipped.md.
 *
 * @param path as errors name it
 * @throws InputError with every bad row
 */
export function parseSkipped(text: string, path: string): SkippedPackage[] {
  return rightRows(parseRows(text, path));
}

function rightRows({ rows, problems }: SkippedRows): SkippedPackage[] {
  if (problems.length > 0) {
    throw new InputError(problems);
  }
  return rows;
}

function parseRows(text: string, path: string): SkippedRows {
  const problems: InputProblem[] = [];
  const rows: SkippedPackage[] = [];
  const known = new Map<string, number>();
  for (const table of findTables(text)) {
    const category = categoryOf(table);
    if (typeof category !== "string") {
      problems.push({ place: { file: path, line: table.line }, ...category });
      continue;
    }
    for (const { line, cells } of table.rows) {
      const place = { file: path, line };
      const read = readRow(cells, category, line);
      if (Array.isArray(read)) {
        problems.push(...read.map((problem) => ({ place, ...problem })));
        continue;
      }
      const other = known.get(read.normalizedName);
      if (other !== undefined) {
        problems.push({
          place,
          message: `${read.name} is also in line ${other}`,
          fix: "remove one of the two",
        });
      }
      known.set(read.normalizedName, line);
      rows.push(read);
    }
  }
  return { rows, problems };
}

/** The text of skipped.md with a row more, sorted into the table of its category; everything else stays as it is. */
export function withSkipped(text: string, row: Omit<SkippedPackage, "line" | "normalizedName">): string {
  const cells = [row.name, row.version, row.reason, row.since];
  const checked = readRow(cells, row.category, 0);
  if (Array.isArray(checked)) {
    throw new InputError(checked);
  }
  const lines = text.split("\n");
  const old = parseSkipped(text, SKIPPED_FILE).find(
    ({ normalizedName }) => normalizedName === checked.normalizedName,
  );
  if (old !== undefined) {
    lines.splice(old.line - 1, 1);
  }
  const kept = lines.join("\n");
  const table = findTables(kept).find((candidate) => categoryOf(candidate) === row.category);
  const added = rowText([checked.name, checked.version, checked.reason, checked.since]);
  if (table === undefined) {
    const { title, sentence } = SKIPPED_CATEGORIES[row.category];
    const head = [`## ${title}`, "", sentence, "", rowText(COLUMNS), rowText(COLUMNS.map(() => "---"))];
    return `${kept.trimEnd()}\n\n${[...head, added].join("\n")}\n`;
  }
  const next = table.rows.find(({ cells: [name = ""] }) => normalizeName(name) > checked.normalizedName);
  lines.splice((next?.line ?? table.endLine + 1) - 1, 0, added);
  return lines.join("\n");
}

/**
 * The text of skipped.md without the row of a package; everything else stays as it is.
 *
 * @param name in any spelling
 */
export function withoutSkipped(text: string, name: string): string {
  const row = parseSkipped(text, SKIPPED_FILE).find(
    ({ normalizedName }) => normalizedName === normalizeName(name),
  );
  return row === undefined
    ? text
    : text
        .split("\n")
        .toSpliced(row.line - 1, 1)
        .join("\n");
}

/** Takes the row of a package out of skipped.md. */
export async function removeSkipped(root: string, name: string): Promise<void> {
  const text = await readTextFile(root, SKIPPED_FILE, LONGEST_BYTES);
  if (text !== undefined) {
    await writeWholeText(join(root, SKIPPED_FILE), withoutSkipped(text, name));
  }
}

function categoryOf(table: Table): SkippedCategory | Pick<InputProblem, "message" | "fix"> {
  const columns = table.columns.map((column) => column.toLowerCase());
  if (columns.join("|") !== COLUMNS.join("|")) {
    return {
      message: `found a table with the columns ${quoted(table.columns.join(", "))}, expected ${COLUMNS.join(", ")}`,
    };
  }
  const categories = Object.entries(SKIPPED_CATEGORIES);
  const [category] =
    categories.find(([, { title }]) => title.toLowerCase() === table.heading?.toLowerCase()) ?? [];
  if (category === undefined) {
    const titles = categories.map(([, { title }]) => title).join(", ");
    return {
      message: `found a table under ${table.heading === undefined ? "no heading" : `the heading ${quoted(table.heading)}`}, expected one of: ${titles}`,
    };
  }
  return category as SkippedCategory;
}

function readRow(
  cells: readonly string[],
  category: SkippedCategory,
  line: number,
): SkippedPackage | Pick<InputProblem, "message" | "fix">[] {
  const [name = "", version = "", reason = "", since = ""] = cells;
  if (cells.length !== COLUMNS.length) {
    const fix = "write a | inside a cell as \\|";
    return [
      { message: `found ${cells.length} cells, expected ${COLUMNS.length}: ${COLUMNS.join(", ")}`, fix },
    ];
  }
  const normalVersion = normalizeVersion(version);
  const problems = [
    !isProjectName(name) && `package: found ${quoted(name)}, expected the name of a distribution`,
    normalVersion === undefined &&
      `version: found ${quoted(version)}, expected an exact version such as 2.1.3`,
    (reason === "" || INVISIBLE.test(reason) || reason.length > LONGEST_REASON) &&
      `reason: found ${quoted(reason)}, expected one line of at most ${LONGEST_REASON} visible characters`,
    !(since.length === 10 && parseAsOf(since) !== undefined) &&
      `since: found ${quoted(since)}, expected a date such as 2026-11-23`,
  ].filter((message) => message !== false);
  return problems.length > 0 || normalVersion === undefined
    ? problems.map((message) => ({ message }))
    : { name, normalizedName: normalizeName(name), version: normalVersion, category, reason, since, line };
}
