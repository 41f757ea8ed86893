import { countText, secondsText } from "../../exec/figure.ts";
import { printableLine } from "../../exec/printable.ts";
import { hasWork, type Plan, type PlannedWork } from "../../plan/plan.ts";
import type { RunPackage } from "../../store/runs/record.ts";

/** What a run has to do, in lines: each package that is done again with the reason. */
export function planLines(plan: Plan): string[] {
  const work = plan.packages.filter(hasWork);
  const width = Math.max(0, ...work.map(({ stem }) => stem.length));
  return [
    `${planCounts(plan)}.`,
    ...work.map(
      ({ stem, todo }) => `  ${stem.padEnd(width)}  ${todo.work.padEnd(7)}  ${printableLine(todo.reason)}`,
    ),
    ...plan.packages.flatMap(({ stem, todo }) =>
      todo.work === "refuse" ? [`  ${stem}  ${printableLine(todo.message.split("\n", 1)[0] ?? "")}`] : [],
    ),
    ...plan.removed.map((stem) => `  ${stem} is gone from pkginfo/`),
  ];
}

function planCounts({ packages, removed }: Plan): string {
  const count = (...works: string[]) => packages.filter(({ todo }) => works.includes(todo.work)).length;
  const parts = [
    [count("build"), "to build and explore"],
    [count("explore"), "to explore"],
    [count("none"), "unchanged"],
    [count("leave"), "not asked for"],
    [count("skip"), "skipped"],
    [count("refuse"), "with a lock that can't be used"],
    [removed.length, "gone"],
  ] as const;
  const said = parts.filter(([number]) => number > 0).map(([number, words]) => `${number} ${words}`);
  return `${countText(packages.length, "package")}: ${said.join(", ") || "nothing"}`;
}

/** What became of one package, in a line. */
export function resultLine({ stem }: PlannedWork, result: RunPackage, willRetry: boolean): string {
  const { version, status, failure, shard, seconds } = result;
  const name = `${stem} ${version}`;
  const again = willRetry ? "; it is tried once more when nothing else runs" : "";
  if (failure !== undefined) {
    const [why = ""] = failure.message.split("\n", 1);
    return printableLine(
      `${willRetry ? "…" : "✗"} ${name} failed at the stage "${failure.stage}": ${why}${again}`,
    );
  }
  const found = `${countText(shard?.nodes ?? 0, "node")}, ${countText(shard?.problems ?? 0, "problem")}`;
  const words =
    status === "unstable" ? "explored, but time or memory did not suffice for all of it" : "explored";
  const mark = status === "explored" ? "✓" : willRetry ? "…" : "!";
  return printableLine(`${mark} ${name} ${words}: ${found} in ${secondsText(seconds)}${again}`);
}

/** How long the rest of a run will take, from what each package took last time and what those that are done took now. */
export class Estimate {
  readonly #waiting: Map<string, number | undefined>;
  readonly #jobs: number;
  #expected = 0;
  #measured = 0;
  #done = 0;

  constructor(work: readonly PlannedWork[], jobs: number) {
    this.#waiting = new Map(work.map(({ stem, todo }) => [stem, todo.expectedSeconds]));
    this.#jobs = jobs;
  }

  finished(stem: string, seconds: number): void {
    const expected = this.#waiting.get(stem);
    if (this.#waiting.delete(stem)) {
      this.#done += 1;
      this.#measured += seconds;
      this.#expected += expected ?? seconds;
    }
  }

  get done(): number {
    return this.#done;
  }

  /** Undefined while nothing is known that it could be judged by. */
  get secondsLeft(): number | undefined {
    const known = [...this.#waiting.values()].filter((seconds) => seconds !== undefined);
    const usual = this.#done > 0 ? this.#measured / this.#done : median(known);
    if (usual === undefined) {
      return undefined;
    }
    // This machine may be slower, or busier, than the one before.
    const pace = this.#expected > 0 ? this.#measured / this.#expected : 1;
    const all = [...this.#waiting.values()].map((seconds) =>
      seconds === undefined ? usual : seconds * pace,
    );
    const sum = all.reduce((total, seconds) => total + seconds, 0);
    return Math.max(sum / this.#jobs, ...all, 0);
  }
}

function median(values: readonly number[]): number | undefined {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}
