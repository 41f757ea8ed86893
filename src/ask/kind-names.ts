import type { NodeKind } from "../shard/records.ts";

/** What a person calls one and many nodes of a kind. */
export const KIND_NAMES = {
  module: ["module", "modules"],
  class: ["class", "classes"],
  function: ["function", "functions"],
  method: ["method", "methods"],
  classmethod: ["class method", "class methods"],
  staticmethod: ["static method", "static methods"],
  property: ["property", "properties"],
  descriptor: ["descriptor", "descriptors"],
  enumMember: ["enum member", "enum members"],
  typeAlias: ["type alias", "type aliases"],
  data: ["value", "values"],
  attribute: ["attribute", "attributes"],
} as const satisfies Record<NodeKind, readonly [string, string]>;
