/**
 * Asks the questions of questions.yaml, whose answers were checked by hand.
 *
 * Usage: npm run bench -- questions --store PLACE
 * Prints for each question whether a store answers it right, what its answer lacks or has too much, and the seconds of the
 * whole command.
 */
import { parseArgs } from "node:util";
import { faultsOf, type Question, readQuestions } from "../src/cli/testing/questions.ts";
import { nodeExec } from "../src/exec/node-exec.ts";
import { programFile } from "../src/files/home.ts";

/** @param args `--store PLACE` */
export async function benchQuestions(args: readonly string[], say: (line: string) => void): Promise<void> {
  const { values } = parseArgs({ args: [...args], options: { store: { type: "string", default: "out" } } });
  const questions = await readQuestions();
  let right = 0;
  for (const one of questions) {
    const started = performance.now();
    const faults = await ask(one, values.store);
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    right += faults.length === 0 ? 1 : 0;
    say(`${faults.length === 0 ? "✓" : "✗"} ${seconds} s  ${one.question}  ${one.ask.join(" ")}`);
    for (const fault of faults) {
      say(`    ${fault}`);
    }
  }
  say(`${right} of ${questions.length} questions are answered right`);
}

async function ask(one: Question, store: string): Promise<string[]> {
  const { stdout, stderr } = await nodeExec(programFile("scripts", "importgraph"), [
    ...one.ask,
    ...["--store", store, "--json"],
  ]);
  try {
    return faultsOf(one, JSON.parse(stdout));
  } catch {
    return [stderr.split("\n", 1)[0] ?? ""];
  }
}
