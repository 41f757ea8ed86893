import { Command, CommanderError } from "commander";
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

type MakeCommand = (context: Context) => Command;

/** The commands, as help groups them. Each is loaded when it is wanted: all of them take longer than a question. */
const GROUPS: Readonly<Record<string, Readonly<Record<string, () => Promise<MakeCommand>>>>> = {
  "Explore:": {
    explore: async () => (await import("./commands/stages/explore.ts")).exploreCommand,
    names: async () => (await import("./commands/questions/names.ts")).namesCommand,
    show: async () => (await import("./commands/questions/show.ts")).showCommand,
    coverage: async () => (await import("./commands/questions/coverage.ts")).coverageCommand,
  },
  "What a package takes:": {
    imports: async () => (await import("./commands/questions/imports.ts")).importsCommand,
    uses: async () => (await import("./commands/questions/uses.ts")).usesCommand,
    requirements: async () => (await import("./commands/questions/requirements.ts")).requirementsCommand,
  },
  "Ask many packages:": {
    whereis: async () => (await import("./commands/questions/whereis.ts")).whereisCommand,
    search: async () => (await import("./commands/questions/search.ts")).searchCommand,
    dependents: async () => (await import("./commands/questions/dependents.ts")).dependentsCommand,
    sql: async () => (await import("./commands/questions/sql.ts")).sqlCommand,
    view: async () => (await import("./commands/questions/view.ts")).viewCommand,
  },
  "What changed:": {
    diff: async () => (await import("./commands/changes/diff.ts")).diffCommand,
    history: async () => (await import("./commands/changes/history.ts")).historyCommand,
    lowest: async () => (await import("./commands/changes/lowest.ts")).lowestCommand,
    impact: async () => (await import("./commands/changes/impact.ts")).impactCommand,
    check: async () => (await import("./commands/changes/check.ts")).checkCommand,
  },
  "For agents:": {
    mcp: async () => {
      const { mcpCommand } = await import("./commands/agents/mcp.ts");
      return (context) => mcpCommand(context, createProgram);
    },
  },
  "Packages:": {
    add: async () => (await import("./commands/packages/add.ts")).addCommand,
    repair: async () => (await import("./commands/packages/repair.ts")).repairCommand,
    bump: async () => (await import("./commands/packages/bump.ts")).bumpCommand,
    list: async () => (await import("./commands/packages/list.ts")).listCommand,
    skip: async () => (await import("./commands/packages/skip.ts")).skipCommand,
  },
  "Steps:": {
    generate: async () => (await import("./commands/packages/generate.ts")).generateCommand,
    build: async () => (await import("./commands/stages/build.ts")).buildCommand,
    images: async () => (await import("./commands/stages/images.ts")).imagesCommand,
  },
  "Results:": {
    run: async () => (await import("./commands/runs/run.ts")).runCommand,
    runs: async () => (await import("./commands/runs/runs.ts")).runsCommand,
    publish: async () => (await import("./commands/runs/publish.ts")).publishCommand,
    merge: async () => (await import("./commands/runs/merge.ts")).mergeCommand,
    store: async () => (await import("./commands/runs/store.ts")).storeCommand,
  },
};

/**
 * The command line. Errors of usage are thrown as CommanderError.
 *
 * @param args what it is going to be given: where that begins with a command, it has no other one
 */
export async function createProgram(context: Context, args: readonly string[]): Promise<Command> {
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
  program.addCommand(inheriting(helpCommand(program), program));
  const all = Object.entries(GROUPS).flatMap(([heading, commands]) =>
    Object.entries(commands).map(([name, load]) => ({ heading, name, load })),
  );
  const asked = all.filter(({ name }) => name === args[0]);
  for (const { heading, load } of asked.length > 0 ? asked : all) {
    const make = await load();
    program.addCommand(inheriting(make(context).helpGroup(heading), program));
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
