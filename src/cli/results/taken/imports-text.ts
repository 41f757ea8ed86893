import type { ImportCycle } from "../../../ask/taken/import-cycles.ts";
import type { ImportTree, LoadedModule } from "../../../ask/taken/import-tree.ts";
import {
  type ImportedModule,
  type ImportNeed,
  importedModules,
  moduleNamed,
  needOf,
  ownerOf,
} from "../../../ask/taken/imports.ts";
import { wrapped } from "../../../ask/wrapped.ts";
import { countText, figure } from "../../../exec/figure.ts";
import { printableLine } from "../../../exec/printable.ts";
import type { ImportStatement } from "../../../shard/records.ts";
import type { Shard } from "../../../shard/shard.ts";
import { columns } from "../../text.ts";
import { distributionText, type Looks, NEED_WORDS, ownerText, shortened } from "./words.ts";

/** So many statements of a circle are shown to a person who does not ask for all. */
const SHOWN_STATEMENTS = 12;
/** So many circles. */
const SHOWN_CYCLES = 5;
/** Deeper ones are indented no further. */
const MAX_INDENT = 24;

/** What a module imports, statement by statement. */
export function statementsText(
  shard: Shard,
  module: string,
  statements: readonly ImportStatement[],
  looks: Looks,
): string {
  const { bold, dim } = looks.colors;
  const lines = [...Map.groupBy(statements, statementKey).values()];
  const head = `${bold(printableLine(module))}  ${dim(countText(lines.length, "import"))}`;
  const numberWidth = Math.max(...lines.map(([first]) => String(first?.line).length), 0);
  const texts = lines.flatMap((of) => statementLines(shard, of, numberWidth, looks));
  return [head, ...texts].join("\n");
}

function statementKey(statement: ImportStatement): string {
  const { line, from, when = [] } = statement;
  return [line, from ?? moduleNamed(statement), ...when].join(" ");
}

function statementLines(
  shard: Shard,
  statements: readonly ImportStatement[],
  numberWidth: number,
  { colors: { dim }, width }: Looks,
): string[] {
  const [first] = statements as [ImportStatement];
  const names = statements.map(({ name, as }) =>
    [name ?? "", as === undefined ? "" : `as ${as}`].filter((text) => text !== "").join(" "),
  );
  const { from, star } = first;
  const written =
    from === undefined
      ? `import ${[moduleNamed(first), ...names].join(" ").trim()}`
      : `from ${from} import ${star === true ? "*" : names.join(", ")}`;
  const owners = new Set(statements.map((one) => ownerText(ownerOf(shard, one), shard.header.python)));
  const remarks = [...[...owners].filter((text) => text !== ""), NEED_WORDS[needOf(shard, first)]];
  const remark = remarks.filter((text) => text !== "").join(", ");
  const label = `  ${String(first.line).padStart(numberWidth)}  `;
  const texts = wrapped(label, printableLine(written), width - 30, dim);
  return texts.map((text, index) => {
    const gap = " ".repeat(Math.max(width - 30 - plainLength(text, label, dim) + 2, 2));
    return index === 0 && remark !== "" ? `${text}${gap}${dim(remark)}` : text;
  });
}

/** The columns that a line takes that begins with a painted label. */
function plainLength(text: string, label: string, paint: (label: string) => string): number {
  return text.length - paint(label).length + label.length;
}

/** What a package's modules import of whom, the modules that are imported most first. */
export function importedText(shard: Shard, statements: readonly ImportStatement[], looks: Looks): string {
  const modules = importedModules(shard, statements);
  const loaders = new Set(statements.map(({ module }) => module)).size;
  const { bold, dim } = looks.colors;
  const head = `${bold("all together")} ${dim(`(${countText(loaders, "module")})`)}`;
  return [head, ...ownerLines(shard, modules, looks)].join("\n");
}

/** For each owner the modules that are imported of it; own ones first, then by name, the standard library last. */
function ownerLines(shard: Shard, modules: readonly ImportedModule[], looks: Looks): string[] {
  const { python } = shard.header;
  const groups = [
    ...Map.groupBy(modules, ({ owner }) => ownerText(owner, python) || distributionText(shard)),
  ].sort(([left, a], [right, b]) => rankOf(a) - rankOf(b) || (left < right ? -1 : 1));
  const labelWidth = Math.max(...groups.map(([label]) => label.length), 0);
  return groups.flatMap(([label, found]) => {
    const texts = [...found].sort((a, b) => b.count - a.count).map(moduleText);
    return wrapped(
      `  ${label.padEnd(labelWidth)}  `,
      shortened(texts, 12, looks).join(", "),
      looks.width,
      looks.colors.dim,
    );
  });
}

function rankOf([first]: readonly ImportedModule[]): number {
  const owner = first?.owner;
  return owner === "own" ? 0 : owner === "python" ? 2 : owner === null ? 3 : 1;
}

function moduleText({ module, need, count }: ImportedModule): string {
  const word = NEED_WORDS[need];
  const what = [count === 1 ? "" : figure(count), word].filter((text) => text !== "").join("; ");
  return `${printableLine(module)}${what === "" ? "" : ` (${what})`}`;
}

/** What an import loads. */
export function treeText(shard: Shard, module: string, { own, others }: ImportTree, looks: Looks): string {
  const { bold } = looks.colors;
  const loaded = own.filter(({ lazy }) => lazy !== true);
  const optional = loaded.filter((one) => one.optional === true);
  const may = optional.length === 0 ? "" : `, ${figure(optional.length)} of them optional`;
  const head = `importing ${printableLine(module)} loads ${countText(loaded.length, "module")} of ${distributionText(shard)}${may}`;
  const lazy = own.filter((one) => one.lazy === true);
  const needed = others.filter(({ need }) => !isLazy(need));
  const called = others.filter(({ need }) => isLazy(need));
  return [
    `${bold(head)}\n\n${columns(loaded.map(loadedCells))}`,
    ...section("of others", needed.length, looks, () => ownerLines(shard, needed, { ...looks, all: true })),
    ...section("of its own, when a function is called", lazy.length, looks, () => [
      columns(lazy.map((one) => ["", ...loadedCells({ ...one, depth: 0 })])),
    ]),
    ...section("of others, when a function is called", called.length, looks, () =>
      ownerLines(
        shard,
        called.map((one) => ({ ...one, need: one.need === "lazy" ? "always" : "optional" })),
        { ...looks, all: true },
      ),
    ),
  ].join("\n\n");
}

function section(title: string, count: number, { colors }: Looks, lines: () => string[]): string[] {
  return count === 0 ? [] : [[`${colors.bold(title)} ${colors.dim(`(${count})`)}`, ...lines()].join("\n")];
}

function loadedCells({ module, depth, by, optional, failed }: LoadedModule): string[] {
  const marks = [optional === true ? "optional" : "", failed === true ? "not imported here" : ""];
  return [
    `${"  ".repeat(Math.min(depth, MAX_INDENT))}${printableLine(module)}`,
    by === undefined ? "" : `${printableLine(by.module)}:${by.line}`,
    marks.filter((text) => text !== "").join(", "),
  ];
}

function isLazy(need: ImportNeed): boolean {
  return need === "lazy" || need === "lazyOptional";
}

/** The circles of imports, each with a shortest way around and the statements that close it. */
export function cyclesText(
  shard: Shard,
  name: string | undefined,
  cycles: readonly ImportCycle[],
  looks: Looks,
): string {
  const where = name === undefined ? distributionText(shard) : printableLine(name);
  if (cycles.length === 0) {
    return `No circles: no modules of ${where} import each other when they are loaded.`;
  }
  const shown = looks.all ? cycles : cycles.slice(0, SHOWN_CYCLES);
  const texts = shown.map((cycle) => cycleText(cycle, looks));
  const left = cycles.length - shown.length;
  return [
    ...texts,
    ...(left === 0 ? [] : [`… and ${countText(left, "more circle")} (--all shows them)`]),
  ].join("\n\n");
}

/** All statements of a small circle; of a large one, where not all is wanted, those of a shortest way around. */
function cycleText({ modules, shortest, statements }: ImportCycle, { colors, all }: Looks): string {
  const { bold, dim } = colors;
  const isWhole = all || statements.length <= SHOWN_STATEMENTS;
  const rows = (isWhole ? statements : shortest).map(({ module, line, imports }) => [
    "",
    `${printableLine(module)}:${line}`,
    `imports ${printableLine(imports)}`,
  ]);
  const left = statements.length - rows.length;
  const kept = isWhole
    ? ""
    : `\n  … a shortest way around; ${countText(left, "more statement")} (--all shows them)`;
  const count = `(${countText(statements.length, "statement")})`;
  return `${bold(`a circle of ${countText(modules.length, "module")}`)} ${dim(count)}\n${columns(rows)}${kept}`;
}
