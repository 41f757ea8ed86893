import { Command } from "commander";
import { printableJson } from "../../../exec/printable.ts";
import { readAllPkginfo } from "../../../pkginfo/read-folder.ts";
import { readSkipped } from "../../../pkginfo/skipped.ts";
import { libraryPython } from "../../../pkginfo/standard-library.ts";
import { compareText } from "../../../shard/canonical.ts";
import { type Answering, answeredBy } from "../../../store/answering.ts";
import type { Context } from "../../context.ts";
import { type Asked, askedOf, findAnswering, RUN_OPTION } from "../../shard-choice.ts";
import { columns, countText } from "../../text.ts";

interface ListOptions {
  skipped?: boolean;
  store?: string;
  run?: string;
  json?: boolean;
}

/** `importgraph list`: what is in pkginfo/, and how far each is. */
export function listCommand(context: Context): Command {
  return new Command("list")
    .description("the packages of pkginfo/, and what was explored of them and of standard libraries")
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
      context.say(`\n${countText(rows.length, "package")}.`);
    });
}

interface Row {
  cells: string[];
  content: object;
}

async function packageRows(context: Context, options: ListOptions): Promise<Row[]> {
  const [pkginfos, asked] = await Promise.all([readAllPkginfo(context.root), askedOf(context, options)]);
  const packages = pkginfos.map(({ stem, name, version }): Row => {
    const answering = findAnswering(asked, stem) ?? findAnswering(asked, name);
    const content = {
      stem,
      name,
      version,
      explored: answering?.entry ?? null,
      ...(answering && answeredBy(answering)),
    };
    return { cells: [stem, version, exploredText(version, answering)], content };
  });
  return [...packages, ...libraryRows(asked)];
}

/** No file is about the standard libraries: there are those that were explored. */
function libraryRows(asked: Asked): Row[] {
  const stems = Object.keys(asked.shards).filter((stem) => libraryPython(stem) !== undefined);
  return stems.sort(compareText).flatMap((stem) => {
    const answering = findAnswering(asked, stem);
    if (answering === undefined) {
      return [];
    }
    const { name, version } = answering.entry;
    const content = { stem, name, version, explored: answering.entry, ...answeredBy(answering) };
    return [{ cells: [stem, version, exploredText(version, { ...answering, others: [] })], content }];
  });
}

function exploredText(version: string, answering: Answering | undefined): string {
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
  }));
}
