import type { Command } from "commander";
import { createColors } from "picocolors";
import { InputError } from "../../errors/input-error.ts";
import { printableLines } from "../../exec/printable.ts";
import type { Context } from "../context.ts";

/** What a command answered, and what it said meanwhile. */
export interface Captured {
  text: string;
  isError: boolean;
}

/** Makes the program that has the commands: it has the server, too, and so hands itself in. */
export type CreateProgram = (context: Context, args: readonly string[]) => Promise<Command>;

/** An agent reads no more of one answer than this; it is told that there is more. */
const LONGEST_ANSWER = 20_000;
/** What is said beside an answer belongs to it where it warns, or says what to do; the rest tells how the work goes. */
const WARNS = /^\s*(?:[!✗]|→)/;

/**
 * Runs a command of this program in this process, and takes what it answers: that is the same for agents as for people.
 *
 * @param args without the program's name
 */
export async function captured(
  context: Context,
  createProgram: CreateProgram,
  args: readonly string[],
): Promise<Captured> {
  const [answer, said]: [string[], string[]] = [[], []];
  const plain = createColors(false);
  let hasFailed = false;
  const inner: Context = {
    ...context,
    ...{ colors: plain, sayColors: plain, signal: context.signal },
    out: (text) => answer.push(text),
    say: (line) => said.push(line),
    fail: () => {
      hasFailed = true;
    },
  };
  try {
    const program = await createProgram(inner, args);
    await program.parseAsync([...args], { from: "user" });
    // That something breaks is an answer; where there is none, what was said tells why.
    const isSilent = answer.length === 0;
    const beside = isSilent ? said : said.filter((line) => WARNS.test(line));
    const isError = isSilent && (hasFailed || said.some((line) => /^\s*✗/.test(line)));
    return { text: bounded([...beside, ...answer].join("\n")), isError };
  } catch (error) {
    if (error instanceof InputError || (error as { code?: unknown }).code !== undefined) {
      return { text: bounded([...said, (error as Error).message].join("\n")), isError: true };
    }
    throw error;
  }
}

function bounded(text: string): string {
  const plain = printableLines(text).join("\n");
  return plain.length <= LONGEST_ANSWER
    ? plain
    : `${plain.slice(0, LONGEST_ANSWER)}\n… and ${plain.length - LONGEST_ANSWER} characters more: ask about less`;
}
