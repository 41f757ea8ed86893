/**
 * Asks the questions of questions.yaml, whose answers were checked by hand.
 *
 * Usage: npm run bench -- questions --store PLACE [WORDS…]
 * Those are asked for which the store has what it takes; of WORDS, those whose command line has one of them. Prints for each whether it
 * is answered right, what its answer lacks or has too much, and its seconds in this process; then which were not asked, and why. A store
 * that was not asked before gets its tables and indexes first, in the seconds of the first question.
 */
import { parseArgs } from "node:util";
import { createContext } from "../src/cli/context.ts";
import { importgraphIn } from "../src/cli/testing/in-process.ts";
import {
  argumentsOf,
  faultsOf,
  type Question,
  readQuestions,
  whatIsMissing,
} from "../src/cli/testing/questions.ts";
import { columns } from "../src/cli/text.ts";
import { shellWord } from "../src/exec/shell-word.ts";
import { programHome } from "../src/files/home.ts";

/** @param args `--store PLACE`, and words of command lines */
export async function benchQuestions(args: readonly string[], say: (line: string) => void): Promise<void> {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: { store: { type: "string", default: "out" } },
    allowPositionals: true,
  });
  const isWanted = ({ ask }: Question) =>
    positionals.length === 0 || positionals.some((word) => ask.includes(word));
  const questions = (await readQuestions()).filter(isWanted);
  const missing = await whatIsMissing(createContext(new AbortController().signal), questions, values.store);
  const told = { asked: 0, right: 0, seconds: 0 };
  for (const [at, one] of questions.entries()) {
    if (missing[at] !== undefined) {
      continue;
    }
    const started = performance.now();
    const faults = await ask(one, values.store);
    const seconds = (performance.now() - started) / 1000;
    told.asked += 1;
    told.right += faults.length === 0 ? 1 : 0;
    told.seconds += seconds;
    const command = one.ask.map(shellWord).join(" ");
    say(`${faults.length === 0 ? "✓" : "✗"} ${seconds.toFixed(2)} s  ${one.question}  ${command}`);
    for (const fault of faults) {
      say(`    ${fault}`);
    }
  }
  const unasked = questions.flatMap((one, at) =>
    missing[at] === undefined ? [] : [["·", one.question, missing[at]]],
  );
  if (unasked.length > 0) {
    say(`\n${columns([["", "not asked", "why"], ...unasked])}\n`);
  }
  say(
    `${told.right} of ${told.asked} questions are answered right, in ${told.seconds.toFixed(1)} s; ${unasked.length} not asked`,
  );
}

async function ask(one: Question, store: string): Promise<string[]> {
  try {
    const { out, said } = await importgraphIn(programHome, argumentsOf(one, store));
    const code = said.split("\n").includes("failed") ? 1 : 0;
    const ended = code === one.exit ? [] : [`its exit code is ${code}, expected ${one.exit}`];
    return [...ended, ...faultsOf(one, JSON.parse(out))];
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
}
