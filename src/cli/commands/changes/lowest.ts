import { Command } from "commander";
import { InputError } from "../../../errors/input-error.ts";
import { quoted } from "../../../errors/quoted.ts";
import { UsageError } from "../../../errors/usage-error.ts";
import { printableJson } from "../../../exec/printable.ts";
import { History } from "../../../history/history.ts";
import { lowestVersion } from "../../../history/lowest.ts";
import { normalizeName } from "../../../releases/project-name.ts";
import { NotARequirement, parseRequirement, type Requirement } from "../../../releases/requirement.ts";
import { openKeptShard } from "../../../store/kept-shard.ts";
import { askedOf, findAnswering, RUN_OPTION, unknownDistribution } from "../../asking/shard-choice.ts";
import type { Context } from "../../context.ts";
import { lowestText } from "../../results/changes/lowest-text.ts";

interface LowestCommandOptions {
  with?: string;
  all?: boolean;
  store?: string;
  run?: string;
  json?: boolean;
}

const JSON_HELP =
  "for a program: {package, dependency, exploredWith, declared, lowest, isOldest, objects, untold, lacking: [{version, lacks: [{name, keywords, positional, in, line, places}]}], newer}";

/** `importgraph lowest`: the lowest version of a dependency that has all that a package uses of it. */
export function lowestCommand(context: Context): Command {
  return new Command("lowest")
    .description(
      "the lowest version of a dependency that has all that a package uses of it, and what lacks below",
    )
    .argument("<name>", "of the package that uses it: a distribution, NAME==VERSION")
    .argument(
      "<requirement>",
      "the dependency, whose history is there: click, or 'click>=8' to look no lower",
    )
    .option("--with <version>", "the release of the dependency that stands for the one it was explored with")
    .option("--all", "every release that lacks something, and all that it lacks")
    .option("--store <place>", "where results are kept (default: out, or IMPORTGRAPH_STORE)")
    .option(...RUN_OPTION)
    .option("--json", JSON_HELP)
    .action(async (name: string, argument: string, options: LowestCommandOptions) => {
      const requirement = requirementOf(argument);
      const asked = await askedOf(context, options, [name]);
      const answering = findAnswering(asked, name);
      if (answering === undefined) {
        throw unknownDistribution(asked, name);
      }
      const dependency = normalizeName(requirement.name);
      const history = await History.open(asked.store, dependency);
      if (history === undefined) {
        throw new InputError({
          message: `${asked.store.address} has no history of ${dependency}`,
          fix: `make it first: ./scripts/importgraph history ${dependency}${asked.storeFlag}`,
        });
      }
      const shard = await openKeptShard(asked.store, answering.entry);
      const found = await lowestVersion(shard, history, {
        specifier: requirement.specifier,
        standIn: options.with,
      });
      if (found === undefined) {
        throw new InputError({
          message: `${answering.entry.name} ${answering.entry.version} uses nothing of ${dependency}`,
          fix: `./scripts/importgraph uses ${answering.entry.name} tells whose things it uses`,
        });
      }
      context.out(
        options.json === true ? printableJson(found) : lowestText(context, found, options.all === true),
      );
    });
}

/** @throws UsageError for what is no requirement */
function requirementOf(text: string): Requirement {
  try {
    return parseRequirement(text);
  } catch (error) {
    if (error instanceof NotARequirement) {
      throw new UsageError({
        message: `${quoted(text)} is no requirement: it ${error.message}`,
        fix: "name a dependency, as in: importgraph lowest flask click, or 'click>=8'",
      });
    }
    throw error;
  }
}
