/** A table of GitHub Flavored Markdown. Lines count from 1. */
export interface Table {
  /** Text of the nearest heading above it. */
  heading?: string;
  columns: string[];
  /** Of its header row. */
  line: number;
  /** Of its last row. */
  endLine: number;
  rows: { line: number; cells: string[] }[];
}

const HEADING = /^#{1,6}\s+(.*?)\s*#*\s*$/;
const FENCE = /^\s{0,3}(```|~~~)/;
const DELIMITER = /^\s*\|?(\s*:?-+:?\s*\|)+\s*(:?-+:?\s*)?$/;

/** Finds the tables of a text that are written with a pipe at the beginning of each line, outside of code blocks. */
export function findTables(text: string): Table[] {
  const tables: Table[] = [];
  let heading: string | undefined;
  for (const { line, content } of linesOutsideCode(text)) {
    if (!content.trimStart().startsWith("|")) {
      heading = HEADING.exec(content)?.[1] ?? heading;
      continue;
    }
    const table = tables.at(-1);
    if (table?.endLine !== line - 1) {
      const columns = cellsOf(content);
      tables.push({ ...(heading !== undefined && { heading }), columns, line, endLine: line, rows: [] });
      continue;
    }
    table.endLine = line;
    if (line !== table.line + 1 || !DELIMITER.test(content)) {
      table.rows.push({ line, cells: cellsOf(content) });
    }
  }
  return tables;
}

function* linesOutsideCode(text: string): Generator<{ line: number; content: string }> {
  let fence: string | undefined;
  for (const [at, content] of text.split(/\r?\n/).entries()) {
    const [, mark] = FENCE.exec(content) ?? [];
    if (fence === undefined && mark === undefined) {
      yield { line: at + 1, content };
    } else if (fence === undefined || fence === mark) {
      fence = fence === undefined ? mark : undefined;
    }
  }
}

/** A row of a table, in which nothing of a cell's text is taken for Markdown's own bars. */
export function rowText(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replace(/[\\|]/g, "\\$&")).join(" | ")} |`;
}

function cellsOf(line: string): string[] {
  const cells: string[] = [];
  let cell = "";
  for (const [part] of line
    .trim()
    .replace(/^\|/, "")
    .matchAll(/\\[\\|]|[^|]|\|/gs)) {
    if (part === "|") {
      cells.push(cell.trim());
      cell = "";
    } else {
      cell += part.length === 2 ? part.slice(1) : part;
    }
  }
  return cell.trim() === "" ? cells : [...cells, cell.trim()];
}
