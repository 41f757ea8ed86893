/** How an error ends the program: what a person is told of it, what a program is, and the exit code. */

import { type Command, CommanderError } from "commander";
import { InputError, type InputProblem } from "../errors/input-error.ts";
import { mendable } from "../errors/system-error.ts";
import { UsageError } from "../errors/usage-error.ts";
import { printableJson, printableLines } from "../exec/printable.ts";
import type { Context } from "./context.ts";
import { misplacedOption } from "./misplaced-option.ts";

const FAILED = 1;
const WRONG_USAGE = 2;
/** What a shell says of a program that Ctrl-C ended. */
export const INTERRUPTED = 130;

/** An error as `--json` prints it: on standard output, where else the answer would be. */
interface ErrorJson {
  /** All of it, over several lines. */
  message: string;
  problems: { file?: string; line?: number; column?: number; message: string; fix?: string }[];
}

/**
 * Says what went wrong on standard error: to a person, and where the command was given `--json` to a program in the last
 * line, as `{"error": …}`. Standard output holds nothing but answers.
 *
 * @param args of the command line
 * @returns the exit code
 */
export function reportError(
  context: Context,
  error: unknown,
  program: Command,
  args: readonly string[],
): number {
  if (error instanceof CommanderError && error.exitCode === 0) {
    return 0;
  }
  const { exitCode, json } = told(context, mendable(error), program, args);
  if (wantsJson(args)) {
    context.say(printableJson({ error: json }).replaceAll(/\n\s*/g, " "));
  }
  return exitCode;
}

interface Told {
  exitCode: number;
  json: ErrorJson;
}

function told(context: Context, error: unknown, program: Command, args: readonly string[]): Told {
  if (context.signal.aborted) {
    const message = "Stopped. Nothing half-done is left; the same command goes on from here.";
    context.say(`\n${message}`);
    return { exitCode: INTERRUPTED, json: { message, problems: [] } };
  }
  if (error instanceof CommanderError) {
    return toldOfUsage(context, error, program, args);
  }
  if (error instanceof InputError) {
    for (const line of printableLines(error.message)) {
      context.say(`${line.startsWith("  ") ? " " : context.sayColors.red("✗")} ${line}`);
    }
    const exitCode = error instanceof UsageError ? WRONG_USAGE : FAILED;
    return { exitCode, json: jsonOf(error.message, error.problems) };
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  context.say("This is a defect of importgraph; please report it with these lines:");
  printableLines(text).forEach((line) => {
    context.say(`  ${line}`);
  });
  return { exitCode: FAILED, json: jsonOf(`this is a defect of importgraph: ${text}`, []) };
}

/** Commander has said to the person what is wrong; what was meant, it does not know. */
function toldOfUsage(
  context: Context,
  error: CommanderError,
  program: Command,
  args: readonly string[],
): Told {
  const message = error.message.replace(/^error: /, "");
  const fix = error.code === "commander.unknownOption" ? misplacedOption(program, args) : undefined;
  if (fix !== undefined) {
    context.say(`  → ${fix}`);
  }
  const problem = { message, ...(fix !== undefined && { fix }) };
  return { exitCode: WRONG_USAGE, json: jsonOf(message, [problem]) };
}

function jsonOf(message: string, problems: readonly InputProblem[]): ErrorJson {
  return {
    message,
    problems: problems.map(({ place, message: own, fix }) => ({
      ...place,
      message: own,
      ...(fix !== undefined && { fix }),
    })),
  };
}

/** Asked of the arguments themselves: they may be what is wrong. */
function wantsJson(args: readonly string[]): boolean {
  const end = args.indexOf("--");
  return args.slice(0, end === -1 ? undefined : end).includes("--json");
}
