/**
 * By what the records of a shard are sorted, for those kinds that have no id. A control character can't stand inside
 * the parts of a key, so it keeps them apart.
 */
import { canonicalJson } from "./canonical.ts";
import type { EntryPoint, ImportStatement, Problem, Requirement, Use } from "./records.ts";

/** What entry points are sorted by; equal for equal ones. */
export function entryPointKey({ group, name, to }: EntryPoint): string {
  return [group, name, canonicalJson(to)].join("\u0000");
}

/** What imports are sorted by: module, line, the rest; equal for equal ones. */
export function importKey(statement: ImportStatement): string {
  return [statement.module, numberKey(statement.line), canonicalJson(statement)].join("\u0000");
}

/** What uses are sorted by; equal where the same place uses the same. */
export function useKey({ in: place, of }: Use): string {
  return [place, canonicalJson(of)].join("\u0000");
}

/** What requirements are sorted by; equal for equal ones. */
export function requirementKey(requirement: Requirement): string {
  return [requirement.name, canonicalJson(requirement)].join("\u0000");
}

/** A number as a text that sorts as it does. */
function numberKey(value: number): string {
  return String(value).padStart(16, "0");
}

/** What problems are sorted by; equal for equal problems. */
export function problemKey({ module, stage, error, message }: Problem): string {
  return [module, stage, error, message].join("\u0000");
}
