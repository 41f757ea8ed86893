/** Runs an action as a runner does: in a process of its own, told everything by its environment. For tests. */

import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { nodeExec } from "../../exec/node-exec.ts";
import { programHome } from "../../files/home.ts";

export interface ActionRun {
  exitCode: number | null;
  /** What the runner would read commands from. */
  stdout: string;
  stderr: string;
  outputs: Record<string, string>;
  /** The step's page, Markdown. */
  page: string;
}

export interface ActionRunOptions {
  /** The workspace. */
  cwd: string;
  inputs?: Readonly<Record<string, string>>;
  env?: Readonly<Record<string, string>>;
  /** The repository that the action is used from; the program's own unless given. */
  home?: string;
  /** `dist/index.js`, as on a runner, unless given. */
  main?: string;
}

const declared = z.object({
  inputs: z.record(z.string(), z.object({ default: z.string().optional() })).default({}),
});

/** @param name of the action's folder */
export async function runActionFor(name: string, options: ActionRunOptions): Promise<ActionRun> {
  const { cwd, inputs = {}, env = {}, home = programHome, main = "dist/index.js" } = options;
  const folder = join(home, "actions", name);
  const action = declared.parse(parse(await readFile(join(folder, "action.yml"), "utf8")));
  const given = Object.entries(action.inputs).map(([input, { default: standard = "" }]) => {
    return [`INPUT_${input.toUpperCase()}`, inputs[input] ?? standard];
  });
  const files = await mkdtemp(join(tmpdir(), "importgraph-runner-"));
  try {
    const [outputs, page] = [join(files, "outputs"), join(files, "page.md")];
    await Promise.all([outputs, page].map((path) => writeFile(path, "")));
    const result = await nodeExec(process.execPath, [join(folder, main)], {
      cwd,
      env: {
        ...(process.env as Record<string, string>),
        ...Object.fromEntries(given),
        GITHUB_OUTPUT: outputs,
        GITHUB_STEP_SUMMARY: page,
        GITHUB_WORKSPACE: cwd,
        RUNNER_TEMP: files,
        ...env,
      },
      keepBytes: 16 * 1024 ** 2,
    });
    return {
      ...result,
      outputs: parseOutputs(await readFile(outputs, "utf8")),
      page: await readFile(page, "utf8"),
    };
  } finally {
    await rm(files, { recursive: true, force: true });
  }
}

/** `name<<DELIMITER`, the lines of the value, `DELIMITER`. */
function parseOutputs(text: string): Record<string, string> {
  const outputs: Record<string, string> = {};
  for (const [, name = "", , value = ""] of text.matchAll(/^(.+?)<<(.+)\r?\n([\s\S]*?)\r?\n\2$/gm)) {
    outputs[name] = value;
  }
  return outputs;
}
