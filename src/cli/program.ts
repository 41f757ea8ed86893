import { Command, CommanderError } from "commander";
import { addCommand } from "./commands/packages/add.ts";
import { bumpCommand } from "./commands/packages/bump.ts";
import { generateCommand } from "./commands/packages/generate.ts";
import { listCommand } from "./commands/packages/list.ts";
import { skipCommand } from "./commands/packages/skip.ts";
import { coverageCommand } from "./commands/questions/coverage.ts";
import { dependentsCommand } from "./commands/questions/dependents.ts";
import { importsCommand } from "./commands/questions/imports.ts";
import { namesCommand } from "./commands/questions/names.ts";
import { requirementsCommand } from "./commands/questions/requirements.ts";
import { searchCommand } from "./commands/questions/search.ts";
import { showCommand } from "./commands/questions/show.ts";
import { sqlCommand } from "./commands/questions/sql.ts";
import { usesCommand } from "./commands/questions/uses.ts";
import { whereisCommand } from "./commands/questions/whereis.ts";
import { mergeCommand } from "./commands/runs/merge.ts";
import { publishCommand } from "./commands/runs/publish.ts";
import { runCommand } from "./commands/runs/run.ts";
import { runsCommand } from "./commands/runs/runs.ts";
import { storeCommand } from "./commands/runs/store.ts";
import { buildCommand } from "./commands/stages/build.ts";
import { exploreCommand } from "./commands/stages/explore.ts";
import { imagesCommand } from "./commands/stages/images.ts";
import type { Context } from "./context.ts";
import { helpCommand } from "./help-command.ts";
import { versionText } from "./version.ts";

const EXAMPLES = `
Examples:
  importgraph explore requests                 build and explore a package, and say what was found
  importgraph explore flask numpy==2.1.3 ./dist/my-1.0-py3-none-any.whl
  importgraph show requests.Session.get        one class, function, … of what was explored
  importgraph uses requests --of urllib3       what it takes of another, by object, with lines
  importgraph add tenacity                     write pkginfo/tenacity.yaml, its lock and its Dockerfile

A pkginfo becomes a lock, a lock an image, an image a shard, shards a graph.
Exit codes: 0 done, 1 something failed (it says what), 2 wrong usage.`;

/** The whole command line. Errors of usage are thrown as CommanderError. */
export function createProgram(context: Context): Command {
  const program = new Command("importgraph")
    .description("Turns Python distributions into an import graph: everything that `import` can reach.")
    .addHelpText("after", EXAMPLES)
    .showHelpAfterError("(--help tells more)")
    .showSuggestionAfterError()
    .option("-V, --version", "the versions of importgraph and Node, and the commit where it is known")
    .helpCommand(false)
    // Else --version of `skip` would be that of the program.
    .enablePositionalOptions()
    .exitOverride();
  program.on("option:version", () => {
    context.out(versionText(context.home));
    throw new CommanderError(0, "importgraph.version", "the version was told");
  });
  const groups: [string, Command[]][] = [
    [
      "Explore:",
      [exploreCommand(context), namesCommand(context), showCommand(context), coverageCommand(context)],
    ],
    ["What a package takes:", [importsCommand(context), usesCommand(context), requirementsCommand(context)]],
    [
      "Ask many packages:",
      [whereisCommand(context), searchCommand(context), dependentsCommand(context), sqlCommand(context)],
    ],
    ["Packages:", [addCommand(context), bumpCommand(context), listCommand(context), skipCommand(context)]],
    ["Steps:", [generateCommand(context), buildCommand(context), imagesCommand(context)]],
    [
      "Results:",
      [
        ...[runCommand(context), runsCommand(context), publishCommand(context), mergeCommand(context)],
        storeCommand(context),
      ],
    ],
  ];
  program.addCommand(inheriting(helpCommand(program), program));
  for (const [heading, commands] of groups) {
    for (const command of commands) {
      program.addCommand(inheriting(command.helpGroup(heading), program));
    }
  }
  return program;
}

/** Commands are made before they have a parent, and so are theirs. */
function inheriting(command: Command, parent: Command): Command {
  command.copyInheritedSettings(parent);
  for (const child of command.commands) {
    inheriting(child, command);
  }
  return command;
}
