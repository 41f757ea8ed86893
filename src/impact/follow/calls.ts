import { constructorSignature } from "../../ask/resolve.ts";
import { byPosition, isRequired, restOf, takesName } from "../../diff/callables/signatures.ts";
import type { Signature } from "../../shard/records.ts";
import type { SourceUse } from "../sources/records.ts";
import type { FoundObject } from "./outcome.ts";

/** Why a call does not fit how something is called. */
export interface Misfit {
  /** Names that are not taken. */
  keywords: string[];
  /** How many arguments without a name are taken, where more are given. */
  most?: number;
  /** What has to be given and is not. */
  required: string[];
}

/** Arguments of a call, as far as they can be counted. */
export type GivenArguments = Pick<SourceUse, "keywords" | "positional" | "open">;

/**
 * Whether a call fits what is called: undefined where it does, by any of its signatures, or where nobody knows how it is
 * called.
 */
export function misfit(object: FoundObject, given: GivenArguments): Misfit | undefined {
  const signatures = signaturesOf(object);
  const misfits = signatures.map((signature) => misfitOf(signature, given));
  return misfits.includes(undefined) ? undefined : misfits[0];
}

/** The parameters that arguments without a name go to, in their order. */
export function positionalNames(object: FoundObject): string[] {
  return signaturesOf(object)
    .slice(0, 1)
    .flatMap((signature) => byPosition(signature).map(({ name }) => name));
}

/** All ways in which something is called, without what is bound to it; none where they are not known. */
function signaturesOf({ shard, node, isBound, isInstance }: FoundObject): Signature[] {
  if (isInstance || !node.from.includes("runtime")) {
    return [];
  }
  const main = node.kind === "class" ? constructorSignature(shard, node) : node.signature;
  const passesItself = node.kind === "classmethod" || (node.kind === "method" && isBound);
  const all = [
    ...(main === undefined ? [] : [main]),
    ...(node.kind === "class" ? [] : (node.overloads ?? [])),
  ];
  return main === undefined
    ? []
    : all.map((signature) => (passesItself ? withoutFirst(signature) : signature));
}

function withoutFirst(signature: Signature): Signature {
  const [first, ...parameters] = signature.parameters;
  return first?.kind === "varPositional" ? signature : { ...signature, parameters };
}

function misfitOf(
  signature: Signature,
  { keywords: named = [], positional = 0, open = false }: GivenArguments,
): Misfit | undefined {
  const takesAnyName = restOf(signature, "varKeyword") !== undefined;
  const takesMany = restOf(signature, "varPositional") !== undefined;
  const names = new Set(signature.parameters.filter(takesName).map(({ name }) => name));
  const keywords = takesAnyName ? [] : named.filter((name) => !names.has(name));
  const places = byPosition(signature);
  const isTooMany = !takesMany && positional > places.length;
  const placed = new Set(places.slice(0, positional).map(({ name }) => name));
  const required = open
    ? []
    : signature.parameters
        .filter((one) => isRequired(one) && !placed.has(one.name) && !named.includes(one.name))
        .map(({ name }) => name);
  return keywords.length === 0 && !isTooMany && required.length === 0
    ? undefined
    : { keywords, required, ...(isTooMany && { most: places.length }) };
}
