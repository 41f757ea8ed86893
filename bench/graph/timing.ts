import { median } from "../prepared.ts";

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
