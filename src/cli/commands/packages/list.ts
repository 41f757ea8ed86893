import { Command } from "commander";
import { countText } from "../../../exec/figure.ts";
import { printableJson } from "../../../exec/printable.ts";
import { readAllPkginfo } from "../../../pkginfo/read-folder.ts";
import { readSkipped } from "../../../pkginfo/skipped.ts";
import { libraryStem } from "../../../pkginfo/standard-library.ts";
import { normalizeName, STANDARD_LIBRARY } from "../../../releases/project-name.ts";
import { compareText } from "../../../shard/canonical.ts";
import { type Answering, answeredBy, newestOf } from "../../../store/answering.ts";
import type { HeadEntry } from "../../../store/layout.ts";
import { findAnswering, RUN_OPTION, wholeAskedOf } from "../../asking/shard-choice.ts";
import type { Context } from "../../context.ts";
import { columns, sizeText } from "../../text.ts";

interface ListOptions {
  skipped?: boolean;
  store?: string;
  run?: string;
  json?: boolean;
}

/** `importgraph list`: what is in pkginfo/, and how far each is. */
export function listCommand(context: Context): Command {
  return new Command("list")
    .description(
      "the packages of pkginfo/, and what was explored of them, of standard libraries and else, with sizes",
    )
    .option("--skipped", "those of skipped.md instead, with the reasons")
    .option("--store <place>", "where results are kept (default: out, or IMPORTGRAPH_STORE)")
    .option(...RUN_OPTION)
    .option("--json", "for a program")
    .action(async (options: ListOptions) => {
      const rows =
        options.skipped === true ? await skippedRows(context) : await packageRows(context, options);
      if (options.json === true) {
        context.out(printableJson(rows.map(({ content }) => content)));
        return;
      }
      context.out(columns(rows.map(({ cells }) => cells)));
      context.say(`\n${countText(rows.length, "package")}${sizesText(rows)}.`);
    });
}

interface Row {
  cells: string[];
  content: object;
  /** Of the shards that it has here. */
  sizeBytes: number;
}

function sizesText(rows: readonly Row[]): string {
  const bytes = rows.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  return bytes === 0 ? "" : `, ${sizeText(bytes)} of shards`;
}

async function packageRows(context: Context, options: ListOptions): Promise<Row[]> {
  const [pkginfos, asked] = await Promise.all([readAllPkginfo(context.root), wholeAskedOf(context, options)]);
  const known = pkginfos.map(({ stem, name, version }) => {
    return rowOf({ stem, name, version }, findAnswering(asked, stem) ?? findAnswering(asked, name));
  });
  const names = new Set(pkginfos.map(({ name }) => normalizeName(name)));
  const others = [...Map.groupBy(Object.values(asked.shards), labelOf)]
    .sort(([left], [right]) => compareText(left, right))
    .flatMap(([label, entries]) => {
      const answering = newestOf(entries);
      const name = answering?.entry.name ?? label;
      const stem = name === STANDARD_LIBRARY ? label : null;
      return names.has(name) ? [] : [rowOf({ stem, name, version: null }, answering)];
    });
  return [...known, ...others];
}

/** Standard libraries are told one by one: for each Python another one is needed. */
function labelOf({ name, python }: HeadEntry): string {
  return name === STANDARD_LIBRARY ? libraryStem(python) : name;
}

/** @param wanted what pkginfo/ says of it; null: nothing */
function rowOf(
  wanted: { stem: string | null; name: string; version: string | null },
  answering: Answering<HeadEntry> | undefined,
): Row {
  const { stem, name, version } = wanted;
  const shards = answering === undefined ? [] : [answering.entry, ...answering.others];
  const sizeBytes = shards.reduce((sum, entry) => sum + entry.sizeBytes, 0);
  const explored = answering?.entry ?? null;
  const size = sizeBytes === 0 ? "" : sizeText(sizeBytes);
  const shown = version ?? explored?.version ?? "";
  const origin = stem === null ? "; not in pkginfo/" : "";
  return {
    cells: [stem ?? name, shown, size, `${exploredText(shown, answering)}${origin}`],
    content: { ...wanted, explored, sizeBytes, ...(answering && answeredBy(answering)) },
    sizeBytes,
  };
}

function exploredText(version: string, answering: Answering<HeadEntry> | undefined): string {
  if (answering === undefined) {
    return "not explored here";
  }
  const { entry, others } = answering;
  const problems = entry.problems === 0 ? "" : `, ${countText(entry.problems, "problem")}`;
  const other = entry.version === version ? "" : `${entry.version}: `;
  const further = others.length === 0 ? "" : `; also ${others.map((one) => one.version).join(", ")}`;
  return `${other}${countText(entry.nodes, "node")}${problems}, Python ${entry.python}, ${entry.exploredAt.slice(0, 10)}${further}`;
}

async function skippedRows(context: Context): Promise<Row[]> {
  const skipped = await readSkipped(context.root);
  return skipped.map(({ name, version, category, reason, since }) => ({
    cells: [name, version, since, category, reason],
    content: { name, version, category, reason, since },
    sizeBytes: 0,
  }));
}
