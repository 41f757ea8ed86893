import type { Rule } from "../rule.ts";
import { rule as becameAsync } from "./became-async/rule.ts";
import { rule as becameGenerator } from "./became-generator/rule.ts";
import { rule as boundOtherwise } from "./bound-otherwise/rule.ts";
import { rule as classRemoved } from "./class-removed/rule.ts";
import { rule as functionRemoved } from "./function-removed/rule.ts";
import { rule as noLongerAsync } from "./no-longer-async/rule.ts";
import { rule as noLongerGenerator } from "./no-longer-generator/rule.ts";
import { rule as overloadAdded } from "./overload-added/rule.ts";
import { rule as overloadChanged } from "./overload-changed/rule.ts";
import { rule as overloadRemoved } from "./overload-removed/rule.ts";
import { rule as parameterDefaultAdded } from "./parameter-default-added/rule.ts";
import { rule as parameterDefaultChanged } from "./parameter-default-changed/rule.ts";
import { rule as parameterDefaultRemoved } from "./parameter-default-removed/rule.ts";
import { rule as parameterKeywordOnly } from "./parameter-keyword-only/rule.ts";
import { rule as parameterMoved } from "./parameter-moved/rule.ts";
import { rule as parameterOptional } from "./parameter-optional/rule.ts";
import { rule as parameterPositionalOnly } from "./parameter-positional-only/rule.ts";
import { rule as parameterRemoved } from "./parameter-removed/rule.ts";
import { rule as parameterRenamed } from "./parameter-renamed/rule.ts";
import { rule as parameterRequired } from "./parameter-required/rule.ts";
import { rule as parameterTypeChanged } from "./parameter-type-changed/rule.ts";
import { rule as returnTypeChanged } from "./return-type-changed/rule.ts";
import { rule as varKeywordAdded } from "./var-keyword-added/rule.ts";
import { rule as varKeywordRemoved } from "./var-keyword-removed/rule.ts";
import { rule as varPositionalAdded } from "./var-positional-added/rule.ts";
import { rule as varPositionalRemoved } from "./var-positional-removed/rule.ts";

/** All rules, by the names of their folders. */
export const rules: ReadonlyMap<string, Rule> = new Map([
  ["became-async", becameAsync],
  ["became-generator", becameGenerator],
  ["bound-otherwise", boundOtherwise],
  ["class-removed", classRemoved],
  ["function-removed", functionRemoved],
  ["no-longer-async", noLongerAsync],
  ["no-longer-generator", noLongerGenerator],
  ["overload-added", overloadAdded],
  ["overload-changed", overloadChanged],
  ["overload-removed", overloadRemoved],
  ["parameter-default-added", parameterDefaultAdded],
  ["parameter-default-changed", parameterDefaultChanged],
  ["parameter-default-removed", parameterDefaultRemoved],
  ["parameter-keyword-only", parameterKeywordOnly],
  ["parameter-moved", parameterMoved],
  ["parameter-optional", parameterOptional],
  ["parameter-positional-only", parameterPositionalOnly],
  ["parameter-removed", parameterRemoved],
  ["parameter-renamed", parameterRenamed],
  ["parameter-required", parameterRequired],
  ["parameter-type-changed", parameterTypeChanged],
  ["return-type-changed", returnTypeChanged],
  ["var-keyword-added", varKeywordAdded],
  ["var-keyword-removed", varKeywordRemoved],
  ["var-positional-added", varPositionalAdded],
  ["var-positional-removed", varPositionalRemoved],
]);
