import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { median } from "../prepared.ts";

/** What a command takes, in seconds. On a busy machine its CPU time tells more than how long it took. */
export interface CommandCost {
  wall: number;
  cpu: number;
}

/** The median of several runs of a command, which a shell counts. */
export async function medianCost(
  command: string,
  args: readonly string[],
  runs: number,
): Promise<CommandCost> {
  const costs: CommandCost[] = [];
  for (let count = 0; count < runs; count += 1) {
    const script = 'TIMEFORMAT="%R %U %S"; time "$@" >/dev/null';
    const { stderr } = await promisify(execFile)("bash", ["-c", script, "bash", command, ...args]);
    const [wall = 0, user = 0, system = 0] = (stderr.trim().split("\n").at(-1) ?? "").split(" ").map(Number);
    costs.push({ wall, cpu: user + system });
  }
  return { wall: median(costs.map(({ wall }) => wall)), cpu: median(costs.map(({ cpu }) => cpu)) };
}

export function costText({ wall, cpu }: CommandCost): string {
  return `${milliseconds(wall)} (${milliseconds(cpu)})`;
}

/** The median of several runs. */
export async function medianSeconds(action: () => Promise<unknown>, runs: number): Promise<number> {
  const seconds: number[] = [];
  for (let count = 0; count < runs; count += 1) {
    seconds.push(await secondsOf(action));
  }
  return median(seconds);
}

export async function secondsOf(action: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await action();
  return (performance.now() - started) / 1000;
}

export function milliseconds(seconds: number): string {
  const value = seconds * 1000;
  return `${value.toFixed(value < 10 ? 1 : 0)} ms`;
}

export function cells(texts: readonly string[]): string {
  return `| ${texts.join(" | ")} |`;
}
