import { Command, type Option } from "commander";
import { printableLine } from "../exec/printable.ts";
import { shellWord } from "../exec/shell-word.ts";

/**
 * What a person meant who gave an option of a command before the command, such as `--store out names requests`: a sentence
 * with the line as it works. Undefined where something else is wrong with the arguments.
 */
export function misplacedOption(program: Command, args: readonly string[]): string | undefined {
  const rest = [...args];
  const path: string[] = [];
  const early: Early[] = [];
  let command = program;
  while (command.commands.length > 0) {
    const word = rest.shift();
    const step = word === undefined ? undefined : below(command, word, rest);
    if (step === undefined) {
      return undefined;
    }
    if (step instanceof Command) {
      command = step;
      path.push(step.name());
    } else {
      early.push(step);
    }
  }
  const isKnown = ({ option }: Early) => command.options.some((own) => own.long === option.long);
  if (early.length === 0 || !early.every(isKnown)) {
    return undefined;
  }
  const line = [...path, ...rest, ...early.flatMap(({ words }) => words)].map(shellWord).join(" ");
  return `options stand behind their command: ${printableLine(`./scripts/importgraph ${line}`)}`;
}

interface Early {
  option: Option;
  /** With its value. */
  words: string[];
}

/** What a word means to a command that has commands: one of these, or an option of one. */
function below(command: Command, word: string, rest: string[]): Command | Early | undefined {
  if (!word.startsWith("-")) {
    return command.commands.find((one) => one.name() === word);
  }
  const [flag = "", value] = word.split("=", 2);
  const option = optionBelow(command, flag);
  const takesNext = option?.required === true && value === undefined;
  return option && { option, words: [word, ...(takesNext ? rest.splice(0, 1) : [])] };
}

/** The option that some command below has under a flag, in its short or long form. */
function optionBelow(command: Command, flag: string): Option | undefined {
  for (const child of command.commands) {
    const found =
      child.options.find((option) => [option.long, option.short].includes(flag)) ?? optionBelow(child, flag);
    if (found !== undefined) {
      return found;
    }
  }
  return undefined;
}
