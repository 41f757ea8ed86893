import { statSync } from "node:fs";
import { join } from "node:path";
import { Command, Option } from "commander";
import { checkRelease } from "../../../check/check.ts";
import {
  type Configuration,
  FAILURES,
  type FailOn,
  readConfiguration,
  saysOf,
} from "../../../check/configuration.ts";
import { sourceFilesIn } from "../../../check/source-files.ts";
import { difference } from "../../../diff/diff.ts";
import { InputError } from "../../../errors/input-error.ts";
import { quoted } from "../../../errors/quoted.ts";
import { releasedVersion } from "../../../run/package/task.ts";
import { checkedReleases, INDEX, pathOf, withoutLocal } from "../../asking/releases/checked-releases.ts";
import { noticed } from "../../asking/releases/noticed.ts";
import { isShardFile, releaseShards } from "../../asking/releases/two-releases.ts";
import { witnessed } from "../../asking/releases/witnessed.ts";
import { askedOf } from "../../asking/shard-choice.ts";
import { type Context, withWorkshop } from "../../context.ts";
import type { PackageOptions } from "../../package-jobs.ts";
import { CHECK_JSON_HELP } from "../../results/check/check-json.ts";
import { CHECK_FORMATS, type CheckFormat, checkAs } from "../../results/check/formats.ts";
import { warn } from "../../warning.ts";

interface CheckOptions extends Pick<PackageOptions, "store" | "json"> {
  against: string;
  config?: string;
  failOn?: FailOn;
  format: CheckFormat;
  all?: boolean;
  /** False: --no-witness. */
  witness: boolean;
}

const HELP = `
Examples:
  importgraph check .                              the project in this folder, against the newest release of the index
  importgraph check dist/acme-1.3.0-py3-none-any.whl --against 1.2.0
  importgraph check . --fail-on version            only what the version does not tell is a failure
  importgraph check . --format sarif >check.sarif

[tool.importgraph] of pyproject.toml, or importgraph.toml, says what is public and what is let through: docs/check.md.
Exit codes: 0 nothing fails, 1 it does, or something could not be explored, 2 wrong usage.`;

/** `importgraph check`: what the release that a library's author is about to make would break. */
export function checkCommand(context: Context): Command {
  return new Command("check")
    .description("what a release would break that an older one offers, and the version that it deserves")
    .argument("<project>", "a project folder, a wheel or a source distribution, or a shard's file")
    .option(
      "--against <release>",
      "a version, or a wheel, project folder or shard's file; index: the newest release",
      INDEX,
    )
    .option("--config <file>", "another file than pyproject.toml or importgraph.toml of the project")
    .addOption(
      new Option(
        "--fail-on <what>",
        "what makes the exit code 1 (default: as configured, else breaking)",
      ).choices([...FAILURES]),
    )
    .addOption(
      new Option("--format <format>", "how it is told; github: as annotations of a step")
        .choices([...CHECK_FORMATS])
        .default("text"),
    )
    .option("--all", "every change, also what breaks nobody")
    .option("--no-witness", "do not try in the release what is said to break")
    .option("--store <place>", "where results are kept (default: out, or IMPORTGRAPH_STORE)")
    .option("--json", CHECK_JSON_HELP)
    .addHelpText("after", HELP)
    .action((project: string, options: CheckOptions) => check(context, project, options));
}

async function check(context: Context, project: string, options: CheckOptions): Promise<void> {
  const folder = projectFolder(project);
  // Before the work: a broken configuration is told at once.
  const configuration = await readConfiguration(folder, options.config);
  const present = await askedOf(context, options);
  const asked = withoutLocal(present);
  const releases = await checkedReleases(
    {
      shard: async (named) =>
        (await releaseShards(context, asked, [named], options))[0] ?? notExplored(named),
      newestVersion: (name) =>
        withWorkshop(context, (workshop) => releasedVersion({ name }, workshop, context.say), asked.store),
    },
    project,
    options.against,
  );
  const asConfigured: Configuration = {
    ...configuration,
    ...(options.failOn !== undefined && { failOn: options.failOn }),
  };
  const today = new Date().toISOString().slice(0, 10);
  const [old] = releases;
  const stated = difference(...releases, { says: saysOf(configuration) });
  const isTried = options.witness && !isShardFile(project);
  const tried = isTried ? await witnessed(context, asked, old, pathOf(project), stated, options) : stated;
  const found = await noticed(context, options, present, old, tried);
  const result = checkRelease(releases, found, asConfigured, today);
  for (const remark of result.remarks) {
    warn(context, remark);
  }
  const format = options.json === true ? "json" : options.format;
  const told = { releases, check: result, files: await sourceFilesIn(folder) };
  const file = configuration.file ?? join(folder, "pyproject.toml");
  context.out(checkAs(format, context, told, { all: options.all === true, file }));
  if (result.failure !== undefined) {
    context.fail();
  }
}

/** Where the configuration and the sources are: the folder that is checked; of anything else, the current one. */
function projectFolder(project: string): string {
  return statSync(project, { throwIfNoEntry: false })?.isDirectory() === true ? project : ".";
}

function notExplored(named: string): never {
  throw new InputError({ message: `${quoted(named)} could not be explored, so nothing can be told of it` });
}
