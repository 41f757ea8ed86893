/** A logical line of Python: what stands between two line ends that count. */
export interface LogicalLine {
  /** Columns before its first character; a tab goes on to the next multiple of eight. */
  indent: number;
  /** Its text without comments, on one line, with what strings hold left out. */
  code: string;
  /** The same with its strings as they are, for conditions such as `sys.platform == "win32"`. */
  full: string;
}

// A string with its quotes, a comment, the end of a line, a joined line, a bracket, or anything else.
const TOKEN =
  /[rbuft]{0,2}("""[\s\S]*?(?:"""|$)|'''[\s\S]*?(?:'''|$)|"(?:[^"\\\n]|\\[\s\S])*"?|'(?:[^'\\\n]|\\[\s\S])*'?)|#[^\n]*|\\\n|\n|[[({]|[\])}]|[^"'#\\\n[\](){}]|\\/giy;

/** The logical lines of a Python file or stub, without a parser: enough to tell which names its blocks define. */
export function logicalLines(text: string): LogicalLine[] {
  const lines: LogicalLine[] = [];
  let code = "";
  let full = "";
  let depth = 0;
  for (const [token, string] of text.replaceAll(/\r\n?/g, "\n").matchAll(TOKEN)) {
    if (token === "\n" && depth === 0) {
      add(lines, code, full);
      code = "";
      full = "";
    } else {
      depth = Math.max(0, depth + nesting(token));
      const kept = keptOf(token);
      code += string === undefined ? kept : '""';
      full += kept;
    }
  }
  add(lines, code, full);
  return lines;
}

function nesting(token: string): number {
  return "[({".includes(token) ? 1 : "])}".includes(token) ? -1 : 0;
}

function keptOf(token: string): string {
  if (token.startsWith("#")) {
    return "";
  }
  return token === "\n" || token === "\\\n" ? " " : token;
}

function add(lines: LogicalLine[], code: string, full: string): void {
  const trimmed = code.trim();
  if (trimmed !== "") {
    const indent = code.slice(0, code.length - code.trimStart().length);
    lines.push({ indent: columns(indent), code: trimmed, full: full.trim() });
  }
}

function columns(space: string): number {
  let column = 0;
  for (const character of space) {
    column = character === "\t" ? column + 8 - (column % 8) : column + 1;
  }
  return column;
}
