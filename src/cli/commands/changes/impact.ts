import { join } from "node:path";
import { Command, Option } from "commander";
import { UsageError } from "../../../errors/usage-error.ts";
import type { LeftOut } from "../../../impact/locks/lock.ts";
import { releasedVersion } from "../../../run/package/task.ts";
import { answerImpact } from "../../asking/impact/project-impact.ts";
import { withTriedNames } from "../../asking/impact/tried-names.ts";
import { releaseShards } from "../../asking/releases/two-releases.ts";
import { askedOf } from "../../asking/shard-choice.ts";
import { type Context, withWorkshop, workFolderOf } from "../../context.ts";
import type { PackageOptions } from "../../package-jobs.ts";
import { constraintsText } from "../../results/impact/constraints-text.ts";
import {
  IMPACT_FORMATS,
  IMPACT_JSON_HELP,
  type ImpactFormat,
  impactAs,
} from "../../results/impact/formats.ts";
import { failureOf, gapsOf } from "../../results/impact/told.ts";
import { warn } from "../../warning.ts";

interface ImpactCommandOptions extends Pick<PackageOptions, "store" | "json"> {
  lock?: string;
  upgrade?: string[];
  upgradeAll?: boolean;
  explore?: boolean;
  try?: boolean;
  lowest?: boolean;
  python?: string;
  format: ImpactFormat;
  all?: boolean;
}

const HELP = `
Examples:
  importgraph impact .                                  names and keywords that the locked versions have not
  importgraph impact . --upgrade pandas==2.2.3          what that breaks, by file and line
  importgraph impact . --upgrade-all --explore          everything to its newest release, exploring what is missing
  importgraph impact . --upgrade numpy --format github  as annotations of a step

Nothing of the project is run or installed. Reads uv.lock, pylock.toml, poetry.lock, Pipfile.lock or requirements.txt: docs/impact.md.
Exit codes: 0 nothing that is known breaks, 1 something does, 2 wrong usage.`;

/** `importgraph impact`: what of a project's own code an upgrade breaks, or what the locked versions have not. */
export function impactCommand(context: Context): Command {
  return new Command("impact")
    .description("what an upgrade breaks of a project's own code, or what of it the locked versions have not")
    .argument("<folder>", "of the project: its sources and its lock")
    .option("--lock <file>", "another lock than the one in the folder")
    .option("--upgrade <release...>", "NAME==VERSION, or NAME: its newest version that was explored")
    .option("--upgrade-all", "everything in the lock, to its newest version that was explored")
    .option("--explore", "explore what is missing; newest is then what the index has")
    .option(
      "--try",
      "ask the new releases, in their images, for names that only a __getattr__ may still give",
    )
    .option("--lowest", "the lowest explored versions that have all that the project uses, as constraints")
    .option(
      "--python <version>",
      "the Python that the lock is read for (default: by requires-python, or 3.13)",
    )
    .addOption(
      new Option("--format <format>", "how it is told; github: as annotations of a step")
        .choices([...IMPACT_FORMATS])
        .default("text"),
    )
    .option("--all", "everything, also what may behave otherwise, and what is private or another's")
    .option("--store <place>", "where results are kept (default: out, or IMPORTGRAPH_STORE)")
    .option("--json", IMPACT_JSON_HELP)
    .addHelpText("after", HELP)
    .action((folder: string, options: ImpactCommandOptions) => impact(context, folder, options));
}

async function impact(context: Context, folder: string, options: ImpactCommandOptions): Promise<void> {
  const { lock, upgrade = [], upgradeAll = false, python, store } = options;
  if (options.lowest === true && (upgradeAll || upgrade.length > 0)) {
    throw new UsageError({ message: "--lowest is asked of what the lock has", fix: "leave out the upgrade" });
  }
  if (upgradeAll && upgrade.length > 0) {
    throw new UsageError({ message: "--upgrade and --upgrade-all are given", fix: "give one of them" });
  }
  const first = await askedOf(context, { ...(store !== undefined && { store }) });
  const explore = async (named: readonly string[]) => {
    await releaseShards(context, first, named, options);
  };
  const answer = await withWorkshop(
    context,
    (workshop) =>
      answerImpact(
        { folder, lock, python, upgrade, isAllUpgraded: upgradeAll, wantsLowest: options.lowest === true },
        {
          ...{ workshop, say: context.say, signal: context.signal },
          asked: () => askedOf(context, { ...(store !== undefined && { store }) }),
          explore: options.explore === true ? explore : undefined,
          newestVersion: (name) => releasedVersion({ name }, workshop, context.say),
          logFolder: join(workFolderOf(context, first.store), "logs"),
        },
      ),
    first.store,
  );
  const found =
    options.try === true ? await withTriedNames(context, first.store, answer.impact, options) : answer.impact;
  const gaps = gapsOf(found, first.storeFlag);
  for (const { name, versions } of answer.lock.several) {
    warn(context, {
      message: `${answer.lock.file} has several versions of ${name}: ${versions.join(", ")}; the newest is taken`,
    });
  }
  for (const line of leftOutLines(answer.lock.leftOut)) {
    warn(context, { message: line });
  }
  for (const gap of gaps) {
    warn(context, gap);
  }
  const { lowest } = found;
  if (lowest !== undefined && options.json !== true) {
    context.out(constraintsText(lowest));
    return;
  }
  const told = { folder, lock: answer.lock.file, python: answer.python, impact: found };
  const format = options.json === true ? "json" : options.format;
  context.out(impactAs(format, context, told, options.all === true));
  if (failureOf(found) !== undefined) {
    context.fail();
  }
}

/** So many entries of a lock are told one by one. */
const MOST_LEFT_OUT = 20;

function leftOutLines(leftOut: readonly LeftOut[]): string[] {
  const rest = leftOut.length - MOST_LEFT_OUT;
  return [
    ...leftOut
      .slice(0, MOST_LEFT_OUT)
      .map(
        ({ name, why, place: { file, line } }) =>
          `${file}:${line}: left out, as it names no release: ${name} (${why})`,
      ),
    ...(rest > 0 ? [`and ${rest} more entries of the lock are left out`] : []),
  ];
}
