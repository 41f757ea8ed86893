import type { Rule } from "../rule.ts";
import { rule as abstractMethodAdded } from "./abstract-method-added/rule.ts";
import { rule as aliasAdded } from "./alias-added/rule.ts";
import { rule as aliasRemoved } from "./alias-removed/rule.ts";
import { rule as attributeAdded } from "./attribute-added/rule.ts";
import { rule as attributeBecameProperty } from "./attribute-became-property/rule.ts";
import { rule as attributeOnlyOfInstances } from "./attribute-only-of-instances/rule.ts";
import { rule as attributeRemoved } from "./attribute-removed/rule.ts";
import { rule as attributeTypeChanged } from "./attribute-type-changed/rule.ts";
import { rule as baseAdded } from "./base-added/rule.ts";
import { rule as baseRemoved } from "./base-removed/rule.ts";
import { rule as becameAsync } from "./became-async/rule.ts";
import { rule as becameCallable } from "./became-callable/rule.ts";
import { rule as becameData } from "./became-data/rule.ts";
import { rule as becameFinal } from "./became-final/rule.ts";
import { rule as becameGenerator } from "./became-generator/rule.ts";
import { rule as becameTypingOnly } from "./became-typing-only/rule.ts";
import { rule as boundOtherwise } from "./bound-otherwise/rule.ts";
import { rule as classAdded } from "./class-added/rule.ts";
import { rule as classBecameAbstract } from "./class-became-abstract/rule.ts";
import { rule as classBecameFinal } from "./class-became-final/rule.ts";
import { rule as classBecameFunction } from "./class-became-function/rule.ts";
import { rule as classBecameProtocol } from "./class-became-protocol/rule.ts";
import { rule as classBecameTypeAlias } from "./class-became-type-alias/rule.ts";
import { rule as classNoLongerHashable } from "./class-no-longer-hashable/rule.ts";
import { rule as classRemoved } from "./class-removed/rule.ts";
import { rule as dataAdded } from "./data-added/rule.ts";
import { rule as dataBecameCallable } from "./data-became-callable/rule.ts";
import { rule as dataRemoved } from "./data-removed/rule.ts";
import { rule as dataclassFieldAdded } from "./dataclass-field-added/rule.ts";
import { rule as dataclassFieldRemoved } from "./dataclass-field-removed/rule.ts";
import { rule as dataclassFrozen } from "./dataclass-frozen/rule.ts";
import { rule as dataclassOrder } from "./dataclass-order/rule.ts";
import { rule as deleterRemoved } from "./deleter-removed/rule.ts";
import { rule as deprecated } from "./deprecated/rule.ts";
import { rule as entryPointAdded } from "./entry-point-added/rule.ts";
import { rule as entryPointRemoved } from "./entry-point-removed/rule.ts";
import { rule as enumKindChanged } from "./enum-kind-changed/rule.ts";
import { rule as enumMemberAdded } from "./enum-member-added/rule.ts";
import { rule as enumMemberRemoved } from "./enum-member-removed/rule.ts";
import { rule as enumValueChanged } from "./enum-value-changed/rule.ts";
import { rule as exceptionNoLongerCaught } from "./exception-no-longer-caught/rule.ts";
import { rule as extraAdded } from "./extra-added/rule.ts";
import { rule as extraRemoved } from "./extra-removed/rule.ts";
import { rule as functionAdded } from "./function-added/rule.ts";
import { rule as functionBecameClass } from "./function-became-class/rule.ts";
import { rule as functionRemoved } from "./function-removed/rule.ts";
import { rule as importNameAdded } from "./import-name-added/rule.ts";
import { rule as importNameRemoved } from "./import-name-removed/rule.ts";
import { rule as inheritedMembersLost } from "./inherited-members-lost/rule.ts";
import { rule as leftToGetattr } from "./left-to-getattr/rule.ts";
import { rule as leftToOthers } from "./left-to-others/rule.ts";
import { rule as madePrivate } from "./made-private/rule.ts";
import { rule as metaclassChanged } from "./metaclass-changed/rule.ts";
import { rule as methodAdded } from "./method-added/rule.ts";
import { rule as methodBecameAbstract } from "./method-became-abstract/rule.ts";
import { rule as methodBecameProperty } from "./method-became-property/rule.ts";
import { rule as methodRemoved } from "./method-removed/rule.ts";
import { rule as moduleAdded } from "./module-added/rule.ts";
import { rule as moduleBecameObject } from "./module-became-object/rule.ts";
import { rule as moduleRemoved } from "./module-removed/rule.ts";
import { rule as moved } from "./moved/rule.ts";
import { rule as movedAway } from "./moved-away/rule.ts";
import { rule as mroChanged } from "./mro-changed/rule.ts";
import { rule as namedTupleFieldAdded } from "./named-tuple-field-added/rule.ts";
import { rule as namedTupleFieldMoved } from "./named-tuple-field-moved/rule.ts";
import { rule as namedTupleFieldRemoved } from "./named-tuple-field-removed/rule.ts";
import { rule as noLongerAbstract } from "./no-longer-abstract/rule.ts";
import { rule as noLongerAsync } from "./no-longer-async/rule.ts";
import { rule as noLongerCallable } from "./no-longer-callable/rule.ts";
import { rule as noLongerDataclass } from "./no-longer-dataclass/rule.ts";
import { rule as noLongerDeprecated } from "./no-longer-deprecated/rule.ts";
import { rule as noLongerGenerator } from "./no-longer-generator/rule.ts";
import { rule as noLongerProtocol } from "./no-longer-protocol/rule.ts";
import { rule as noLongerServedByGetattr } from "./no-longer-served-by-getattr/rule.ts";
import { rule as objectBecameModule } from "./object-became-module/rule.ts";
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
import { rule as passedOnChanged } from "./passed-on-changed/rule.ts";
import { rule as passedOnRemoved } from "./passed-on-removed/rule.ts";
import { rule as propertyAdded } from "./property-added/rule.ts";
import { rule as propertyBecameAttribute } from "./property-became-attribute/rule.ts";
import { rule as propertyBecameMethod } from "./property-became-method/rule.ts";
import { rule as propertyRemoved } from "./property-removed/rule.ts";
import { rule as protocolMemberAdded } from "./protocol-member-added/rule.ts";
import { rule as pythonNarrowed } from "./python-narrowed/rule.ts";
import { rule as removedFromAll } from "./removed-from-all/rule.ts";
import { rule as requirementAdded } from "./requirement-added/rule.ts";
import { rule as requirementNarrowed } from "./requirement-narrowed/rule.ts";
import { rule as requirementRemoved } from "./requirement-removed/rule.ts";
import { rule as returnTypeChanged } from "./return-type-changed/rule.ts";
import { rule as servedByGetattr } from "./served-by-getattr/rule.ts";
import { rule as setterAdded } from "./setter-added/rule.ts";
import { rule as setterRemoved } from "./setter-removed/rule.ts";
import { rule as slotsAdded } from "./slots-added/rule.ts";
import { rule as specialMethodRemoved } from "./special-method-removed/rule.ts";
import { rule as typeAliasAdded } from "./type-alias-added/rule.ts";
import { rule as typeAliasBecameClass } from "./type-alias-became-class/rule.ts";
import { rule as typeAliasChanged } from "./type-alias-changed/rule.ts";
import { rule as typeAliasRemoved } from "./type-alias-removed/rule.ts";
import { rule as typeParametersChanged } from "./type-parameters-changed/rule.ts";
import { rule as typedDictKeyNotRequired } from "./typed-dict-key-not-required/rule.ts";
import { rule as typedDictKeyRemoved } from "./typed-dict-key-removed/rule.ts";
import { rule as typedDictKeyRequired } from "./typed-dict-key-required/rule.ts";
import { rule as valueChanged } from "./value-changed/rule.ts";
import { rule as valueTypeChanged } from "./value-type-changed/rule.ts";
import { rule as varKeywordAdded } from "./var-keyword-added/rule.ts";
import { rule as varKeywordRemoved } from "./var-keyword-removed/rule.ts";
import { rule as varPositionalAdded } from "./var-positional-added/rule.ts";
import { rule as varPositionalRemoved } from "./var-positional-removed/rule.ts";

/** All rules, by the names of their folders. */
export const rules: ReadonlyMap<string, Rule> = new Map([
  ["abstract-method-added", abstractMethodAdded],
  ["alias-added", aliasAdded],
  ["alias-removed", aliasRemoved],
  ["attribute-added", attributeAdded],
  ["attribute-became-property", attributeBecameProperty],
  ["attribute-only-of-instances", attributeOnlyOfInstances],
  ["attribute-removed", attributeRemoved],
  ["attribute-type-changed", attributeTypeChanged],
  ["base-added", baseAdded],
  ["base-removed", baseRemoved],
  ["became-async", becameAsync],
  ["became-callable", becameCallable],
  ["became-data", becameData],
  ["became-final", becameFinal],
  ["became-generator", becameGenerator],
  ["became-typing-only", becameTypingOnly],
  ["bound-otherwise", boundOtherwise],
  ["class-added", classAdded],
  ["class-became-abstract", classBecameAbstract],
  ["class-became-final", classBecameFinal],
  ["class-became-function", classBecameFunction],
  ["class-became-protocol", classBecameProtocol],
  ["class-became-type-alias", classBecameTypeAlias],
  ["class-no-longer-hashable", classNoLongerHashable],
  ["class-removed", classRemoved],
  ["data-added", dataAdded],
  ["data-became-callable", dataBecameCallable],
  ["data-removed", dataRemoved],
  ["dataclass-field-added", dataclassFieldAdded],
  ["dataclass-field-removed", dataclassFieldRemoved],
  ["dataclass-frozen", dataclassFrozen],
  ["dataclass-order", dataclassOrder],
  ["deleter-removed", deleterRemoved],
  ["deprecated", deprecated],
  ["entry-point-added", entryPointAdded],
  ["entry-point-removed", entryPointRemoved],
  ["enum-kind-changed", enumKindChanged],
  ["enum-member-added", enumMemberAdded],
  ["enum-member-removed", enumMemberRemoved],
  ["enum-value-changed", enumValueChanged],
  ["exception-no-longer-caught", exceptionNoLongerCaught],
  ["extra-added", extraAdded],
  ["extra-removed", extraRemoved],
  ["function-added", functionAdded],
  ["function-became-class", functionBecameClass],
  ["function-removed", functionRemoved],
  ["import-name-added", importNameAdded],
  ["import-name-removed", importNameRemoved],
  ["inherited-members-lost", inheritedMembersLost],
  ["left-to-getattr", leftToGetattr],
  ["left-to-others", leftToOthers],
  ["made-private", madePrivate],
  ["metaclass-changed", metaclassChanged],
  ["method-added", methodAdded],
  ["method-became-abstract", methodBecameAbstract],
  ["method-became-property", methodBecameProperty],
  ["method-removed", methodRemoved],
  ["module-added", moduleAdded],
  ["module-became-object", moduleBecameObject],
  ["module-removed", moduleRemoved],
  ["moved", moved],
  ["moved-away", movedAway],
  ["mro-changed", mroChanged],
  ["named-tuple-field-added", namedTupleFieldAdded],
  ["named-tuple-field-moved", namedTupleFieldMoved],
  ["named-tuple-field-removed", namedTupleFieldRemoved],
  ["no-longer-abstract", noLongerAbstract],
  ["no-longer-async", noLongerAsync],
  ["no-longer-callable", noLongerCallable],
  ["no-longer-dataclass", noLongerDataclass],
  ["no-longer-deprecated", noLongerDeprecated],
  ["no-longer-generator", noLongerGenerator],
  ["no-longer-protocol", noLongerProtocol],
  ["no-longer-served-by-getattr", noLongerServedByGetattr],
  ["object-became-module", objectBecameModule],
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
  ["passed-on-changed", passedOnChanged],
  ["passed-on-removed", passedOnRemoved],
  ["property-added", propertyAdded],
  ["property-became-attribute", propertyBecameAttribute],
  ["property-became-method", propertyBecameMethod],
  ["property-removed", propertyRemoved],
  ["protocol-member-added", protocolMemberAdded],
  ["python-narrowed", pythonNarrowed],
  ["removed-from-all", removedFromAll],
  ["requirement-added", requirementAdded],
  ["requirement-narrowed", requirementNarrowed],
  ["requirement-removed", requirementRemoved],
  ["return-type-changed", returnTypeChanged],
  ["served-by-getattr", servedByGetattr],
  ["setter-added", setterAdded],
  ["setter-removed", setterRemoved],
  ["slots-added", slotsAdded],
  ["special-method-removed", specialMethodRemoved],
  ["type-alias-added", typeAliasAdded],
  ["type-alias-became-class", typeAliasBecameClass],
  ["type-alias-changed", typeAliasChanged],
  ["type-alias-removed", typeAliasRemoved],
  ["type-parameters-changed", typeParametersChanged],
  ["typed-dict-key-not-required", typedDictKeyNotRequired],
  ["typed-dict-key-removed", typedDictKeyRemoved],
  ["typed-dict-key-required", typedDictKeyRequired],
  ["value-changed", valueChanged],
  ["value-type-changed", valueTypeChanged],
  ["var-keyword-added", varKeywordAdded],
  ["var-keyword-removed", varKeywordRemoved],
  ["var-positional-added", varPositionalAdded],
  ["var-positional-removed", varPositionalRemoved],
]);
