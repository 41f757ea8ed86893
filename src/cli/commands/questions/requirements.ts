import { Command } from "commander";
import { requirementsOf } from "../../../ask/taken/requirements.ts";
import { printableJson } from "../../../exec/printable.ts";
import { answeredBy } from "../../../store/answering.ts";
import { openKeptShard } from "../../../store/kept-shard.ts";
import type { Context } from "../../context.ts";
import { requirementsText } from "../../results/taken/requirements-text.ts";
import { looksOf } from "../../results/taken/words.ts";
import {
  askedOf,
  findAnswering,
  giverIn,
  RUN_OPTION,
  unknownDistribution,
  versionsLine,
} from "../../shard-choice.ts";

interface RequirementsOptions {
  store?: string;
  run?: string;
  json?: boolean;
}

const JSON_HELP =
  "for a program: {used, unused, notInstalled, undeclared, missing, throughOthers, answeredBy, others}";

/** `importgraph requirements`: what a package asks for against what it imports. */
export function requirementsCommand(context: Context): Command {
  return new Command("requirements")
    .description("what an explored package asks for, what of it it imports, and what it imports undeclared")
    .argument("<name>", "an explored distribution: its newest version, or NAME==VERSION")
    .option("--store <place>", "where results are kept (default: out, or IMPORTGRAPH_STORE)")
    .option(...RUN_OPTION)
    .option("--json", JSON_HELP)
    .action(async (argument: string, options: RequirementsOptions) => {
      const asked = await askedOf(context, options);
      const answering = findAnswering(asked, argument);
      if (answering === undefined) {
        throw unknownDistribution(asked, argument);
      }
      const shard = await openKeptShard(asked.store, answering.entry);
      const view = requirementsOf(shard, (importName) => giverIn(asked, importName));
      const looks = looksOf(context);
      context.out(
        options.json === true
          ? printableJson({ ...view, ...answeredBy(answering) })
          : `${requirementsText(shard, view, looks)}${versionsLine(context, answering)}`,
      );
    });
}
