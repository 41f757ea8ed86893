/** Why an image could not be built, from BuildKit's plain progress. */

import { printableLine } from "../../exec/printable.ts";

export type BuildFailure = "step" | "timeout" | "disk-full" | "engine";

/** An image could not be built; a defect of the package or its recipe unless `failure` says otherwise. */
export class BuildError extends Error {
  override name = "BuildError";
  readonly failure: BuildFailure;
  /** The instruction that failed, as its Dockerfile has it; undefined when it was no instruction. */
  readonly step: string | undefined;
  /** The lines of the failing step's output that say why, safe to print, oldest first. */
  readonly lines: readonly string[];

  /** @param fix how to mend it, as an imperative sentence without a full stop */
  constructor(failure: BuildFailure, step: string | undefined, lines: readonly string[], fix?: string) {
    const at = step === undefined ? "" : `: ${shortStep(step)}`;
    const headings = {
      step: `a step of the build failed${at}`,
      timeout: `the build did not end in time${at}`,
      "disk-full": `the disk is full${at}`,
      engine: "Docker could not build",
    } satisfies Record<BuildFailure, string>;
    const first = failure === "step" ? mostTelling(lines) : undefined;
    const others = lines.filter((line) => line !== first);
    super(
      [
        ...(first === undefined ? [] : [first.trim()]),
        headings[failure],
        ...(first === undefined ? others : others.map((line) => `    ${line}`)),
        ...(fix === undefined ? [] : [`  → ${fix}`]),
      ].join("\n"),
    );
    this.failure = failure;
    this.step = step;
    this.lines = lines;
  }
}

const LONGEST_STEP = 100;

/** An instruction as one who waits wants it: without mounts and limits, of the JSON form only the line of shell. */
function shortStep(step: string): string {
  const [, shell] = /^RUN .*?\["\/bin\/sh", "-ec", "--", (".*")\]$/.exec(step) ?? [];
  const plain = (shell === undefined ? step : `RUN ${shell}`)
    .replace(/--mount=\S+\s+/g, "")
    .replace(/ulimit -\w \d+ && /g, "")
    .replace(/\s+/g, " ");
  return plain.length <= LONGEST_STEP ? plain : `${plain.slice(0, LONGEST_STEP - 1)}…`;
}

/**
 * What says most, in this order: what is not there, which everything after it follows from; what Python raised last;
 * what a tool calls an error, other than that the one it started has failed.
 */
const MOST_TELLING: readonly (readonly [RegExp, "first" | "last"])[] = [
  [/\bfatal error: .*no such file|\bcannot find -l|^E: (Unable to locate|Package )/i, "first"],
  [/: (command )?not found$|executable not found|No package '.*' found|No module named /i, "first"],
  [/^\s*(\w+\.)*([A-Z]\w*)?(Error|Exception): (?!Command )/, "last"],
  [/\berror: (?!subprocess|command |failed to (build|install))/i, "first"],
  [/\berror\b/i, "last"],
];

function mostTelling(lines: readonly string[]): string | undefined {
  for (const [pattern, which] of MOST_TELLING) {
    const found =
      which === "first"
        ? lines.find((line) => pattern.test(line))
        : lines.findLast((line) => pattern.test(line));
    if (found !== undefined) {
      return found;
    }
  }
  return lines.at(-1);
}

const MAX_LINES = 20;
const TELLING =
  /\b(error|fatal|failed|failure|cannot|can't|could not|not found|no such|unable|denied|missing|killed|undefined|unsatisfiable)\b|Error\b|^E: /i;

/**
 * Reads the newest part of what `docker build --progress=plain` wrote.
 *
 * @param hadRoom whether the disk was seen to have room all the time: a step that says otherwise says what it likes
 */
export function buildErrorFrom(
  progress: string,
  timedOut: boolean,
  { hadRoom = false }: { hadRoom?: boolean } = {},
): BuildError {
  const { steps, messages } = parseProgress(progress);
  const failed = steps.find((step) => step.error !== undefined);
  const current = failed ?? (timedOut ? steps.findLast((step) => !step.done) : undefined);
  const output = current?.output ?? [];
  const told = [...(hadRoom ? [] : output), current?.error ?? "", ...messages];
  const full = told.filter((line) => /no space left on device/i.test(line));
  if (full.length > 0) {
    return new BuildError("disk-full", current?.name, full.slice(-3));
  }
  if (timedOut) {
    return new BuildError("timeout", current?.name, output.slice(-MAX_LINES));
  }
  if (failed === undefined) {
    return new BuildError("engine", undefined, messages.slice(-MAX_LINES));
  }
  const lines = tellingLines(output);
  return new BuildError("step", failed.name, lines.length > 0 ? lines : [failed.error ?? ""]);
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
  const half = MAX_LINES / 2;
  const earlier = lines.slice(0, -half).filter((line) => TELLING.test(line));
  return [...earlier.slice(0, half), ...lines.slice(-half)];
}

interface Step {
  name: string | undefined;
  output: string[];
  error: string | undefined;
  done: boolean;
}

/**
 * BuildKit numbers its steps: `#5 [stage 2/3] RUN …`, `#5 0.123 output`, `#5 DONE 0.2s`, `#5 ERROR: …`. Lines without
 * a number are the client's; its repetition of the failed step's output and of the Dockerfile is left out.
 */
function parseProgress(progress: string): { steps: Step[]; messages: string[] } {
  const steps = new Map<string, Step>();
  const messages: string[] = [];
  for (const line of progress.split(/\r?\n/)) {
    const [, number, text] = /^#(\d+) (.*)$/s.exec(line) ?? [];
    if (number !== undefined && text !== undefined) {
      const step = steps.get(number) ?? { name: undefined, output: [], error: undefined, done: false };
      steps.set(number, step);
      readStepLine(step, text);
    } else if (!/^\s*$|^-+$|^ > |^ *\d+ \||^\d+\.\d+ |^\S*Dockerfile:\d+$/.test(line)) {
      messages.push(printableLine(line));
    }
  }
  return { steps: [...steps.values()], messages };
}

function readStepLine(step: Step, text: string): void {
  const [, output] = /^\d+\.\d+(?: (.*))?$/s.exec(text) ?? [];
  if (output !== undefined) {
    step.output.push(printableLine(output));
  } else if (text.startsWith("ERROR: ")) {
    step.error = printableLine(text.slice("ERROR: ".length));
  } else if (/^(DONE \d|CACHED$)/.test(text)) {
    step.done = true;
  } else if (text.startsWith("[") && step.name === undefined) {
    // `[build 2/3] RUN x`: the instruction; `[internal] load metadata …`: BuildKit's own.
    step.name = printableLine(text.replace(/^\[[^\]]*\d+\/\d+\] /, ""));
  }
}
