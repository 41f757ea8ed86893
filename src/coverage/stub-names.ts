import { type Target, truthOf } from "./stub-conditions.ts";
import { type LogicalLine, logicalLines } from "./stub-lines.ts";

interface Block {
  indent: number;
  /** The dotted name that names in it stand below; undefined: they are no names of the module (a function's). */
  name: string | undefined;
}

/**
 * The dotted names that a stub (PEP 484) says a module has: what it defines at its top and in classes, and what it
 * re-exports by `import … as` the same name. Branches that don't hold for the target are left out.
 */
export function stubNames(text: string, module: string, target: Target): string[] {
  const names = new Set<string>([module]);
  const blocks: Block[] = [{ indent: -1, name: module }];
  // By indentation: whether a branch of the chain of if, elif and else there has held.
  const chains = new Map<number, boolean>();
  for (const line of logicalLines(text)) {
    while (blocks.length > 1 && (blocks.at(-1)?.indent ?? -1) >= line.indent) {
      blocks.pop();
    }
    const holder = blocks.at(-1)?.name;
    const { block, bound } = readLine(line, holder, (branch) => branchHolds(branch, chains, target));
    if (block !== undefined) {
      blocks.push(block);
    }
    if (holder !== undefined) {
      for (const name of bound) {
        names.add(`${holder}.${name}`);
      }
    }
  }
  return [...names];
}

function readLine(
  line: LogicalLine,
  holder: string | undefined,
  holds: (branch: LogicalLine) => boolean,
): { block?: Block; bound: string[] } {
  const { indent, code } = line;
  const definition = /^(?:async\s+)?(def|class)\s+([^\W\d]\w*)/u.exec(code);
  if (definition !== null) {
    const [, word, name = ""] = definition;
    const inside = word === "class" && holder !== undefined ? `${holder}.${name}` : undefined;
    return { block: { indent, name: inside }, bound: [name] };
  }
  if (/^(?:if|elif|else)\b/.test(code)) {
    return holds(line)
      ? { block: { indent, name: holder }, bound: namesBoundBy(code.slice(afterColon(code))) }
      : { block: { indent, name: undefined }, bound: [] };
  }
  if (/^(?:try|except|finally|with|for|while)\b/.test(code)) {
    return { block: { indent, name: holder }, bound: [] };
  }
  return { bound: namesBoundBy(code) };
}

function branchHolds(line: LogicalLine, chains: Map<number, boolean>, target: Target): boolean {
  const [, word = "", condition = ""] =
    /^(if|elif|else)\b\s*(.*?)\s*:(?:\s*\.\.\.)?[^:]*$/u.exec(line.full) ?? [];
  const before = word !== "if" && chains.get(line.indent) === true;
  const truth = word === "else" ? !before : truthOf(condition, target);
  // Of what can't be told both branches count.
  const holds = !before && truth !== false;
  chains.set(line.indent, before || truth === true);
  return holds;
}

function afterColon(code: string): number {
  let depth = 0;
  for (let index = 0; index < code.length; index += 1) {
    const character = code.charAt(index);
    depth += "[({".includes(character) ? 1 : "])}".includes(character) ? -1 : 0;
    if (character === ":" && depth === 0) {
      return index + 1;
    }
  }
  return code.length;
}

/** The names that a simple statement, or several on a line, bind; imports count where they re-export (PEP 484). */
function namesBoundBy(code: string): string[] {
  const statement = code.trim();
  const imported = /^(?:from\s+\S+\s+)?import\s+(.*)$/u.exec(statement);
  if (imported !== null) {
    const items = (imported[1] ?? "").replaceAll(/[()]/g, "").split(",");
    return items.flatMap((item) => {
      const [, from, as] = /^\s*([\w.]+)\s+as\s+(\w+)\s*$/u.exec(item) ?? [];
      return from !== undefined && from === as ? [from] : [];
    });
  }
  const single = /^type\s+([^\W\d]\w*)\s*\[.*\]\s*=|^([^\W\d]\w*)\s*:(?!=)/u.exec(statement);
  if (single !== null) {
    return [single[1] ?? single[2] ?? ""];
  }
  const targets = /^(?:type\s+)?((?:[^\W\d]\w*\s*=(?!=)\s*)+)/u.exec(statement)?.[1] ?? "";
  return targets.split("=").flatMap((target) => (target.trim() === "" ? [] : [target.trim()]));
}
