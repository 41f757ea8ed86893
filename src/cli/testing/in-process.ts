/** The command line as a test calls it in its own process: what it answers, and what it says meanwhile. */

import { createColors } from "picocolors";
import type { Context } from "../context.ts";
import { createProgram } from "../program.ts";

/** @param folder where the program is and works */
export async function importgraphIn(
  folder: string,
  args: readonly string[],
): Promise<{ out: string; said: string }> {
  const lines: string[] = [];
  const said: string[] = [];
  const colors = createColors(false);
  const context = {
    ...{ home: folder, root: folder, signal: new AbortController().signal, colors, sayColors: colors },
    out: (text: string) => void lines.push(text),
    say: (line: string) => void said.push(line),
    fail: () => void said.push("failed"),
  } as unknown as Context;
  const program = await createProgram(context, args);
  await program.parseAsync(args, { from: "user" });
  return { out: lines.join("\n"), said: said.join("\n") };
}
