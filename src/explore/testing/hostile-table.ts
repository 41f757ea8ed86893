/** What became of each package that misbehaves, as a table for people. */
import { excerpt } from "../../shard/excerpt.ts";
import type { Exploration } from "../exploration.ts";
import type { HostilePackage } from "./hostile-corpus.ts";

/** The first lines of the table, in Markdown. */
export const HOSTILE_TABLE_HEAD = [
  "| behaviour | problems (module: stage, error) | sessions | seconds |",
  "|---|---|---|---|",
] as const;

/** The row of one package: its problems, how many sessions of which purpose it took, and their seconds. */
export function describeOutcome(
  { behaviour, importName }: HostilePackage,
  outcome: { shard: Exploration } | { error: unknown },
): string {
  if ("error" in outcome) {
    const { error } = outcome;
    return `| ${behaviour} | refused: ${cell(error instanceof Error ? error.message : String(error))} | | |`;
  }
  const { problems, sessions } = outcome.shard;
  const counted = new Map<string, number>();
  for (const { module, stage, error } of problems) {
    const where = module.startsWith(`${importName}.`) ? module.slice(importName.length + 1) : module;
    const what = `${where === "" ? "the whole" : where}: ${stage}, ${error}`;
    counted.set(what, (counted.get(what) ?? 0) + 1);
  }
  const said = [...counted].map(([what, count]) => cell(count === 1 ? what : `${what} (${count})`));
  const purposes = [...Map.groupBy(sessions, ({ purpose }) => purpose)];
  const runs = purposes.map(([purpose, ofIt]) => `${ofIt.length} ${purpose}`).join(", ");
  const seconds = sessions.reduce((sum, session) => sum + session.seconds, 0).toFixed(1);
  return `| ${behaviour} | ${said.length === 0 ? "none" : said.join("; ")} | ${runs} | ${seconds} |`;
}

function cell(text: string): string {
  return excerpt(text).slice(1, -1).replaceAll("|", "\\|");
}
