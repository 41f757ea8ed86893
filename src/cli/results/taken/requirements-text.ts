import { requirementText } from "../../../ask/taken/missing-module.ts";
import {
  canDeclare,
  type Declared,
  type ImportedFrom,
  isDoubtful,
  type RequirementsView,
} from "../../../ask/taken/requirements.ts";
import { countText, figure } from "../../../exec/figure.ts";
import { printableLine } from "../../../exec/printable.ts";
import type { Undeclared } from "../../../graph/requirements/undeclared.ts";
import { normalizeName } from "../../../releases/project-name.ts";
import type { Shard } from "../../../shard/shard.ts";
import { columns } from "../../text.ts";
import { distributionText, type Looks, NEED_WORDS, untoldText } from "./words.ts";

/** What is asked for is cut behind so many characters; `--json` has all of it. */
const MAX_ASKED = 40;

/** What a distribution asks for against what it imports, for a person. */
export function requirementsText(shard: Shard, view: RequirementsView, looks: Looks): string {
  const untold = untoldText(shard);
  if (untold !== undefined) {
    return untold;
  }
  const { used, unused, notInstalled, undeclared, missing, throughOthers } = view;
  const declared = [...used, ...unused, ...notInstalled];
  const plain = declared.filter(({ requirements }) => requirements.some(({ extra }) => extra === undefined));
  const forExtras = declared.length - plain.length;
  const more = forExtras === 0 ? "" : ` and ${figure(forExtras)} more for extras`;
  const imported = used.length + undeclared.length + missing.length;
  const asks = `${distributionText(shard)} asks for ${countText(plain.length, "distribution")}${more}; it imports of ${figure(imported)}`;
  const declares = canDeclare(shard);
  const head = declares
    ? asks
    : `${distributionText(shard)} asks for nothing: the standard library has no metadata`;
  const notAsked = [...undeclared, ...missing];
  const doubtful = notAsked.filter((one) => isDoubtful(one, view));
  const certain = notAsked.filter((one) => !isDoubtful(one, view));
  const groups = [
    group(
      "declared and imported",
      used.map((one) => [...declaredCells(one), ...importCells(one.imported)]),
      looks,
    ),
    group("declared and never imported", unused.map(declaredCells), looks),
    group(
      declares ? "imported and not declared" : "imported, and not there",
      certain.map(undeclaredCells),
      looks,
    ),
    group("imported, and its distribution is not in the store", doubtful.map(undeclaredCells), looks),
    group(
      "reached only through another's dependency",
      throughOthers.map(({ name, version }) => [name, printableLine(version)]),
      looks,
    ),
    group(
      doubtful.length > 0
        ? "declared, not installed here, and not known to be imported"
        : "declared, not installed here, and not imported",
      notInstalled.map(declaredCells),
      looks,
    ),
  ];
  return [looks.colors.bold(head), ...groups.filter((text) => text !== "")].join("\n\n");
}

/** How many imports are left out. */
interface LeftOutImports {
  /** Since something works without them. */
  later: number;
  /** Since nobody knows whose they are: they may be declared. */
  doubtful: number;
}

/** Who imports what undeclared, for a person. */
export function undeclaredText(
  all: readonly Undeclared[],
  { later, doubtful }: LeftOutImports,
  { colors }: Looks,
): string {
  const rows = all.flatMap(({ distribution, version, imported }) =>
    imported.map((one, index) => [
      index === 0 ? distribution : "",
      index === 0 ? printableLine(version) : "",
      giverText(one),
      ...importCells(one),
    ]),
  );
  const verb = all.length === 1 ? "imports" : "import";
  const head =
    all.length === 0
      ? "Nobody imports what is not declared when modules are loaded."
      : `${countText(all.length, "distribution")} ${verb} what is not declared`;
  const rest = [
    ...(later > 0
      ? [
          `… and ${countText(later, "import")} in functions, or of what may be missing (--optional shows them)`,
        ]
      : []),
    ...(doubtful > 0
      ? [
          `… and ${countText(doubtful, "import")} of what may be declared: the distribution is not in the store (--json tells them)`,
        ]
      : []),
  ];
  return [
    colors.bold(head),
    ...(rows.length > 0 ? [columns(rows)] : []),
    ...(rest.length > 0 ? [colors.dim(rest.join("\n"))] : []),
  ].join("\n\n");
}

function group(title: string, rows: readonly (readonly string[])[], { colors }: Looks): string {
  return rows.length === 0
    ? ""
    : `${colors.bold(title)} ${colors.dim(`(${rows.length})`)}\n${columns(rows.map((row) => ["", ...row]))}`;
}

function declaredCells({ name, version, requirements }: Declared): string[] {
  const asked = requirements.map((one) => printableLine(requirementText(one)));
  const [first = "", ...more] = asked;
  const rest = more.length === 0 ? "" : `, and ${more.length} more`;
  const shown = first.length > MAX_ASKED ? `${first.slice(0, MAX_ASKED - 1)}…` : first;
  return [name, printableLine(version ?? "not installed"), `${shown}${rest}`];
}

function importCells({ need, first, modules }: ImportedFrom): string[] {
  const more = modules > 1 ? `, and in ${countText(modules - 1, "more module", "more modules")}` : "";
  return [`${printableLine(first.module)}:${first.line}${more}`, NEED_WORDS[need]];
}

function undeclaredCells(one: ImportedFrom): string[] {
  return [giverText(one), ...importCells(one)];
}

/** What is imported, and who gives it. */
function giverText({ distribution, version, importNames, givenBy }: ImportedFrom): string {
  const names = importNames.map(printableLine).join(", ");
  if (distribution !== undefined) {
    const isCalledSo = importNames.length === 1 && importNames[0] === distribution;
    return `${distribution} ${printableLine(version ?? "")}${isCalledSo ? "" : ` (${names})`}`;
  }
  const isKnown = givenBy !== undefined && givenBy !== normalizeName(importNames[0] ?? "");
  return `${names} (${isKnown ? `not installed; ${givenBy} gives it` : "not installed"})`;
}
