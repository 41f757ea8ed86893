import { Command } from "commander";
import { nearNames } from "../ask/near-names.ts";
import { quoted } from "../errors/quoted.ts";
import { UsageError } from "../errors/usage-error.ts";

/** `importgraph help COMMAND`: the same as `COMMAND --help`. */
export function helpCommand(program: Command): Command {
  return new Command("help")
    .description("how a command is used: `help runs list` is `runs list --help`")
    .argument("[command...]", "a command, and one of its own")
    .action((words: string[]) => {
      words.reduce(commandBelow, program).outputHelp();
    });
}

function commandBelow(command: Command, word: string): Command {
  const names = command.commands.map((one) => one.name());
  const found = command.commands.find((one) => one.name() === word);
  if (found === undefined) {
    const near = nearNames(names, word);
    const path = command.parent === null ? "" : ` of ${command.name()}`;
    throw new UsageError({
      message: `there is no command ${quoted(word)}${path}`,
      fix: near.length > 0 ? `did you mean ${near.join(", ")}?` : "./scripts/importgraph --help lists them",
    });
  }
  return found;
}
