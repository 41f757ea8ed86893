import type { Rule } from "../rule.ts";
import { rule as aliasAdded } from "./alias-added/rule.ts";
import { rule as aliasRemoved } from "./alias-removed/rule.ts";
import { rule as attributeAdded } from "./attribute-added/rule.ts";
import { rule as attributeRemoved } from "./attribute-removed/rule.ts";
import { rule as becameData } from "./became-data/rule.ts";
import { rule as becameTypingOnly } from "./became-typing-only/rule.ts";
import { rule as classAdded } from "./class-added/rule.ts";
import { rule as classBecameFunction } from "./class-became-function/rule.ts";
import { rule as classBecameTypeAlias } from "./class-became-type-alias/rule.ts";
import { rule as classRemoved } from "./class-removed/rule.ts";
import { rule as dataAdded } from "./data-added/rule.ts";
import { rule as dataBecameCallable } from "./data-became-callable/rule.ts";
import { rule as dataRemoved } from "./data-removed/rule.ts";
import { rule as deprecated } from "./deprecated/rule.ts";
import { rule as entryPointAdded } from "./entry-point-added/rule.ts";
import { rule as entryPointRemoved } from "./entry-point-removed/rule.ts";
import { rule as extraAdded } from "./extra-added/rule.ts";
import { rule as extraRemoved } from "./extra-removed/rule.ts";
import { rule as functionAdded } from "./function-added/rule.ts";
import { rule as functionBecameClass } from "./function-became-class/rule.ts";
import { rule as functionRemoved } from "./function-removed/rule.ts";
import { rule as importNameAdded } from "./import-name-added/rule.ts";
import { rule as importNameRemoved } from "./import-name-removed/rule.ts";
import { rule as inheritedMembersLost } from "./inherited-members-lost/rule.ts";
import { rule as leftToOthers } from "./left-to-others/rule.ts";
import { rule as madePrivate } from "./made-private/rule.ts";
import { rule as methodAdded } from "./method-added/rule.ts";
import { rule as methodRemoved } from "./method-removed/rule.ts";
import { rule as moduleAdded } from "./module-added/rule.ts";
import { rule as moduleBecameObject } from "./module-became-object/rule.ts";
import { rule as moduleRemoved } from "./module-removed/rule.ts";
import { rule as moved } from "./moved/rule.ts";
import { rule as movedAway } from "./moved-away/rule.ts";
import { rule as noLongerDeprecated } from "./no-longer-deprecated/rule.ts";
import { rule as noLongerServedByGetattr } from "./no-longer-served-by-getattr/rule.ts";
import { rule as objectBecameModule } from "./object-became-module/rule.ts";
import { rule as parameterRemoved } from "./parameter-removed/rule.ts";
import { rule as parameterRenamed } from "./parameter-renamed/rule.ts";
import { rule as parameterRequired } from "./parameter-required/rule.ts";
import { rule as passedOnRemoved } from "./passed-on-removed/rule.ts";
import { rule as propertyAdded } from "./property-added/rule.ts";
import { rule as propertyRemoved } from "./property-removed/rule.ts";
import { rule as pythonNarrowed } from "./python-narrowed/rule.ts";
import { rule as removedFromAll } from "./removed-from-all/rule.ts";
import { rule as requirementAdded } from "./requirement-added/rule.ts";
import { rule as requirementNarrowed } from "./requirement-narrowed/rule.ts";
import { rule as requirementRemoved } from "./requirement-removed/rule.ts";
import { rule as servedByGetattr } from "./served-by-getattr/rule.ts";
import { rule as typeAliasAdded } from "./type-alias-added/rule.ts";
import { rule as typeAliasBecameClass } from "./type-alias-became-class/rule.ts";
import { rule as typeAliasRemoved } from "./type-alias-removed/rule.ts";
import { rule as valueChanged } from "./value-changed/rule.ts";
import { rule as valueTypeChanged } from "./value-type-changed/rule.ts";

/** All rules, by the names of their folders. */
export const rules: ReadonlyMap<string, Rule> = new Map([
  ["alias-added", aliasAdded],
  ["alias-removed", aliasRemoved],
  ["attribute-added", attributeAdded],
  ["attribute-removed", attributeRemoved],
  ["became-data", becameData],
  ["became-typing-only", becameTypingOnly],
  ["class-added", classAdded],
  ["class-became-function", classBecameFunction],
  ["class-became-type-alias", classBecameTypeAlias],
  ["class-removed", classRemoved],
  ["data-added", dataAdded],
  ["data-became-callable", dataBecameCallable],
  ["data-removed", dataRemoved],
  ["deprecated", deprecated],
  ["entry-point-added", entryPointAdded],
  ["entry-point-removed", entryPointRemoved],
  ["extra-added", extraAdded],
  ["extra-removed", extraRemoved],
  ["function-added", functionAdded],
  ["function-became-class", functionBecameClass],
  ["function-removed", functionRemoved],
  ["import-name-added", importNameAdded],
  ["import-name-removed", importNameRemoved],
  ["inherited-members-lost", inheritedMembersLost],
  ["left-to-others", leftToOthers],
  ["made-private", madePrivate],
  ["method-added", methodAdded],
  ["method-removed", methodRemoved],
  ["module-added", moduleAdded],
  ["module-became-object", moduleBecameObject],
  ["module-removed", moduleRemoved],
  ["moved", moved],
  ["moved-away", movedAway],
  ["no-longer-deprecated", noLongerDeprecated],
  ["no-longer-served-by-getattr", noLongerServedByGetattr],
  ["object-became-module", objectBecameModule],
  ["parameter-removed", parameterRemoved],
  ["parameter-renamed", parameterRenamed],
  ["parameter-required", parameterRequired],
  ["passed-on-removed", passedOnRemoved],
  ["property-added", propertyAdded],
  ["property-removed", propertyRemoved],
  ["python-narrowed", pythonNarrowed],
  ["removed-from-all", removedFromAll],
  ["requirement-added", requirementAdded],
  ["requirement-narrowed", requirementNarrowed],
  ["requirement-removed", requirementRemoved],
  ["served-by-getattr", servedByGetattr],
  ["type-alias-added", typeAliasAdded],
  ["type-alias-became-class", typeAliasBecameClass],
  ["type-alias-removed", typeAliasRemoved],
  ["value-changed", valueChanged],
  ["value-type-changed", valueTypeChanged],
]);
