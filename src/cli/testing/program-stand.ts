/** The whole command line in the process of a test. */

import { createColors } from "picocolors";
import { vi } from "vitest";
import { programHome } from "../../files/home.ts";
import type { Context } from "../context.ts";
import { reportError } from "../failure.ts";
import { createProgram } from "../program.ts";

export interface Ended {
  out: string;
  err: string;
  code: number;
}

/** The program as main.ts runs it, in this process, on a repository. */
export async function runProgram(root: string, args: readonly string[]): Promise<Ended> {
  const ended: Ended = { out: "", err: "", code: 0 };
  vi.spyOn(process.stderr, "write").mockImplementation((text) => {
    ended.err += String(text);
    return true;
  });
  vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    ended.out += String(text);
    return true;
  });
  const context = {
    ...{ home: programHome, root, signal: new AbortController().signal },
    ...{ colors: createColors(false), sayColors: createColors(true) },
    out: (text: string) => {
      ended.out += `${text}\n`;
    },
    say: (line: string) => {
      ended.err += `${line}\n`;
    },
    fail: () => {
      ended.code = 1;
    },
  } satisfies Context;
  const program = await createProgram(context, args);
  try {
    await program.parseAsync([...args], { from: "user" });
  } catch (error) {
    ended.code = reportError(context, error, program, args);
  }
  return ended;
}
