import { Command } from "commander";
import { names } from "../../../ask/names.ts";
import { explainMissingModule } from "../../../ask/taken/missing-module.ts";
import { canDeclare, requirementsOf } from "../../../ask/taken/requirements.ts";
import { printableJson, printableLine } from "../../../exec/printable.ts";
import type { Shard } from "../../../shard/shard.ts";
import { type Answering, answeredBy } from "../../../store/answering.ts";
import { openKeptShard } from "../../../store/kept-shard.ts";
import type { Context } from "../../context.ts";
import { problemText } from "../../results/problem-text.ts";
import {
  type Asked,
  askedOf,
  findAnswering,
  giverIn,
  otherVersionsText,
  RUN_OPTION,
  unknownDistribution,
} from "../../shard-choice.ts";

interface NamesOptions {
  inherited?: boolean;
  problems?: boolean;
  store?: string;
  run?: string;
  json?: boolean;
}

const JSON_HELP =
  "for a program: an array of {name, to}, or of problems; of several versions {answeredBy, others, names or problems}";

/** `importgraph names`: every dotted name of an explored package. */
export function namesCommand(context: Context): Command {
  return new Command("names")
    .description("every dotted name of an explored package, aliases included")
    .argument("<name>", "an explored distribution: its newest version, or NAME==VERSION")
    .option("--inherited", "also the names that classes inherit")
    .option("--problems", "instead of names: what could not be explored, and why")
    .option("--store <place>", "where results are kept (default: out, or IMPORTGRAPH_STORE)")
    .option(...RUN_OPTION)
    .option("--json", JSON_HELP)
    .action(async (argument: string, options: NamesOptions) => {
      const asked = await askedOf(context, options);
      const { store } = asked;
      const answering = findAnswering(asked, argument);
      if (answering === undefined) {
        throw unknownDistribution(asked, argument);
      }
      const shard = await openKeptShard(store, answering.entry);
      const others = otherVersionsText(answering);
      if (others !== undefined) {
        context.say(others);
      }
      if (options.problems === true) {
        const { problems } = shard;
        const text = problems.length === 0 ? "No problems." : problemLines(asked, shard).join("\n");
        context.out(options.json === true ? jsonOf(answering, "problems", problems) : text);
        return;
      }
      const all = names(shard, { inherited: options.inherited === true });
      if (options.json === true) {
        context.out(jsonOf(answering, "names", [...all]));
      } else {
        context.out(Array.from(all, ({ name }) => name).join("\n"));
      }
    });
}

/** Behind an import that failed for the want of a module, whether that is declared. */
function problemLines(asked: Asked, shard: Shard): string[] {
  const view = requirementsOf(shard, (importName) => giverIn(asked, importName));
  return shard.problems.map((problem) => {
    const missing = canDeclare(shard)
      ? explainMissingModule(view, shard.header.importNames, problem.message)
      : undefined;
    return `${problemText(problem)}${missing === undefined ? "" : ` (${printableLine(missing)})`}`;
  });
}

/** A list alone where nothing else could have been meant. */
function jsonOf(answering: Answering, what: string, list: readonly unknown[]): string {
  return printableJson(answering.others.length === 0 ? list : { ...answeredBy(answering), [what]: list });
}
