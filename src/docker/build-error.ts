/** Why an image could not be built, from BuildKit's plain progress. */

import { printableLines } from "../exec/printable.ts";

export type BuildFailure = "step" | "timeout" | "disk-full" | "engine";

/** An image could not be built; a defect of the package or its recipe unless `failure` says otherwise. */
export class BuildError extends Error {
  override name = "BuildError";
  readonly failure: BuildFailure;
  /** The instruction that failed, as its Dockerfile has it. */
  readonly step: string | undefined;
  /** The lines of the failing step's output that say why, safe to print, oldest first. */
  readonly lines: readonly string[];

  constructor(failure: BuildFailure, step: string | undefined, lines: readonly string[]) {
    const headings: Record<BuildFailure, string> = {
      step: `the step ${step ?? "?"} failed`,
      timeout: `the build did not end in time${step === undefined ? "" : `, at ${step}`}`,
      "disk-full": "the disk is full",
      engine: "the Docker engine could not build",
    };
    super([headings[failure], ...lines].join("\n"));
    this.failure = failure;
    this.step = step;
    this.lines = lines;
  }
}

const MAX_LINES = 20;
const TELLING =
  /\b(error|fatal|failed|failure|cannot|can't|could not|not found|no such|unable|denied|missing|killed|undefined|unsatisfiable)\b|Error\b|^E: /i;

/** Reads the newest part of what `docker build --progress=plain` wrote. */
export function buildErrorFrom(progress: string, timedOut: boolean): BuildError {
  const steps = parseProgress(printableLines(progress));
  const failed = timedOut ? steps.open : steps.failed;
  const all = failed?.output ?? [];
  const engineLines = steps.loose.filter((line) => line !== "" && !/^[->]|^ \|/.test(line));
  if ([...all, ...engineLines].some((line) => /no space left on device/i.test(line))) {
    return new BuildError(
      "disk-full",
      failed?.name,
      all.filter((line) => /no space left/i.test(line)).slice(-3),
    );
  }
  if (timedOut) {
    return new BuildError("timeout", failed?.name, all.slice(-MAX_LINES));
  }
  if (failed === undefined) {
    return new BuildError("engine", undefined, engineLines.slice(-MAX_LINES));
  }
  return new BuildError("step", failed.name, tellingLines(all));
}

/**
 * At most {@link MAX_LINES} lines: the end of the output, which is where nearly every tool says why, and before it
 * lines from further up that speak of an error, since a compiler's first error is often far above its last line.
 */
export function tellingLines(output: readonly string[]): string[] {
  const lines = output.filter((line) => line.trim() !== "");
  if (lines.length <= MAX_LINES) {
    return lines;
  }
  const end = lines.slice(-MAX_LINES / 2);
  const earlier = lines.slice(0, -MAX_LINES / 2).filter((line) => TELLING.test(line));
  return [...earlier.slice(0, MAX_LINES / 2), ...end];
}

interface Step {
  name: string;
  output: string[];
  done: boolean;
}

/** Lines are `#5 [stage 2/3] RUN …`, `#5 0.123 output`, `#5 DONE 0.2s`, `#5 ERROR: …`; others are the client's own. */
function parseProgress(lines: readonly string[]) {
  const steps = new Map<string, Step>();
  const loose: string[] = [];
  let failed: Step | undefined;
  for (const line of lines) {
    const [, number, text] = /^#(\d+) (.*)$/.exec(line) ?? [];
    if (number === undefined || text === undefined) {
      loose.push(line);
      continue;
    }
    const step = steps.get(number) ?? { name: text, output: [], done: false };
    steps.set(number, step);
    const [, printed] = /^\d+\.\d+ ?(.*)$/.exec(text) ?? [];
    if (printed !== undefined) {
      step.output.push(printed);
    } else if (text.startsWith("ERROR: ")) {
      step.output.push(...(step.output.length === 0 ? [text] : []));
      failed = step;
    } else if (/^(DONE \d|CACHED$|CANCELED$)/.test(text)) {
      step.done = true;
    } else if (text.startsWith("[")) {
      step.name = text;
    }
  }
  const open = [...steps.values()].findLast((step) => !step.done && step.name.startsWith("["));
  return { failed, open, loose };
}
