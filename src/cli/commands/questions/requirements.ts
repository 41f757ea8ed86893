import { Command } from "commander";
import { type ImportedFrom, isDoubtful, requirementsOf } from "../../../ask/taken/requirements.ts";
import { printableJson } from "../../../exec/printable.ts";
import { type Undeclared, undeclaredImports } from "../../../graph/requirements/undeclared.ts";
import { answeredBy } from "../../../store/answering.ts";
import { openKeptShard } from "../../../store/kept-shard.ts";
import { askedGraphOf } from "../../asking/graph-choice.ts";
import { knownGivers } from "../../asking/known-givers.ts";
import {
  askedOf,
  findAnswering,
  RUN_OPTION,
  unknownDistribution,
  versionsLine,
} from "../../asking/shard-choice.ts";
import type { Context } from "../../context.ts";
import { requirementsText, undeclaredText } from "../../results/taken/requirements-text.ts";
import { looksOf } from "../../results/taken/words.ts";

interface RequirementsOptions {
  optional?: boolean;
  store?: string;
  run?: string;
  json?: boolean;
}

const JSON_HELP =
  "for a program: {used, unused, notInstalled, undeclared, missing, throughOthers, mayGive, answeredBy, others}; without a name [{distribution, version, imported, mayGive}]";

/** `importgraph requirements`: what a package asks for against what it imports. */
export function requirementsCommand(context: Context): Command {
  return new Command("requirements")
    .description("what a package asks for, what of it it imports, and what it imports undeclared")
    .argument("[name]", "an explored distribution (NAME==VERSION); none: who of all imports what undeclared")
    .option("--optional", "of all: also what is imported in functions, or only if it is there")
    .option("--store <place>", "where results are kept (default: out, or IMPORTGRAPH_STORE)")
    .option(...RUN_OPTION)
    .option("--json", JSON_HELP)
    .action(async (argument: string | undefined, options: RequirementsOptions) => {
      if (argument === undefined) {
        context.out(await undeclaredAnswer(context, options));
        return;
      }
      const asked = await askedOf(context, options, [argument]);
      const answering = findAnswering(asked, argument);
      if (answering === undefined) {
        throw unknownDistribution(asked, argument);
      }
      const shard = await openKeptShard(asked.store, answering.entry);
      const view = requirementsOf(shard, await knownGivers(context, asked, options.run, shard));
      const looks = looksOf(context);
      context.out(
        options.json === true
          ? printableJson({ ...view, ...answeredBy(answering) })
          : `${requirementsText(shard, view, looks)}${versionsLine(context, answering)}`,
      );
    });
}

async function undeclaredAnswer(context: Context, options: RequirementsOptions): Promise<string> {
  const { graph } = await askedGraphOf(context, options);
  const everything = await Array.fromAsync(undeclaredImports(graph));
  const wanted = options.optional === true ? everything : everything.flatMap(neededOf);
  if (options.json === true) {
    return printableJson(wanted);
  }
  const count = (all: readonly Undeclared[]) => all.reduce((sum, { imported }) => sum + imported.length, 0);
  const certain = wanted.flatMap((one) => withSome(one, (imported) => !isDoubtful(imported, one)));
  const left = { later: count(everything) - count(wanted), doubtful: count(wanted) - count(certain) };
  return everything.length === 0
    ? "Nobody imports what is not declared."
    : undeclaredText(certain, left, looksOf(context));
}

/** What is imported whenever a module is loaded. */
function neededOf(one: Undeclared): Undeclared[] {
  return withSome(one, ({ need }) => need === "always");
}

function withSome(one: Undeclared, isWanted: (imported: ImportedFrom) => boolean): Undeclared[] {
  const imported = one.imported.filter(isWanted);
  return imported.length === 0 ? [] : [{ ...one, imported }];
}
