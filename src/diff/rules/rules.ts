import type { Rule } from "../rule.ts";
import { rule as classRemoved } from "./class-removed/rule.ts";
import { rule as functionRemoved } from "./function-removed/rule.ts";
import { rule as parameterRemoved } from "./parameter-removed/rule.ts";
import { rule as parameterRenamed } from "./parameter-renamed/rule.ts";
import { rule as parameterRequired } from "./parameter-required/rule.ts";

/** All rules, by the names of their folders. */
export const rules: ReadonlyMap<string, Rule> = new Map([
  ["class-removed", classRemoved],
  ["function-removed", functionRemoved],
  ["parameter-removed", parameterRemoved],
  ["parameter-renamed", parameterRenamed],
  ["parameter-required", parameterRequired],
]);
