import type { Parameter, Signature } from "../shard/records.ts";
import type { ObjectPair } from "./rule.ts";

/** What has become of the parameters that a callable had. */
export interface ParameterMatch {
  /** Those that both have by the same name. */
  kept: { old: Parameter; new: Parameter }[];
  /** Those that have another name in the same place, where that is sure. */
  renamed: { old: Parameter; new: Parameter }[];
  removed: Parameter[];
  added: Parameter[];
}

type Signatures = NonNullable<ObjectPair["signatures"]>;

const matches = new WeakMap<Signatures, ParameterMatch>();

/**
 * Parameters by name; one that is gone and one that is new are the same where they stand in the same place among those that
 * can be given by position, and the same ones stand before and behind.
 */
export function matchParameters(signatures: Signatures): ParameterMatch {
  let known = matches.get(signatures);
  if (known === undefined) {
    known = match(signatures);
    matches.set(signatures, known);
  }
  return known;
}

function match(signatures: Signatures): ParameterMatch {
  const [before, after] = [namedParameters(signatures.old), namedParameters(signatures.new)];
  const kept = [...before.values()].flatMap((old) => {
    const now = after.get(old.name);
    return now === undefined ? [] : [{ old, new: now }];
  });
  const gone = [...before.values()].filter(({ name }) => !after.has(name));
  const more = [...after.values()].filter(({ name }) => !before.has(name));
  const [oldPlaces, newPlaces] = [byPosition(signatures.old), byPosition(signatures.new)];
  const renamed = gone.flatMap((old) => {
    const place = oldPlaces.indexOf(old);
    const now = place < 0 ? undefined : newPlaces[place];
    const isSame = now !== undefined && more.includes(now) && oldPlaces.length === newPlaces.length;
    return isSame ? [{ old, new: now }] : [];
  });
  const isRenamed = (parameter: Parameter) =>
    renamed.some((one) => one.old === parameter || one.new === parameter);
  return {
    ...{ kept, renamed },
    removed: gone.filter((one) => !isRenamed(one)),
    added: more.filter((one) => !isRenamed(one)),
  };
}

/** The parameters by name, without those that take what is left over. */
export function namedParameters({ parameters }: Signature): Map<string, Parameter> {
  return new Map(parameters.filter((one) => !isRest(one)).map((parameter) => [parameter.name, parameter]));
}

/** Those that can be given by position, in their order. */
export function byPosition({ parameters }: Signature): Parameter[] {
  return parameters.filter(({ kind }) => kind === "positionalOnly" || kind === "positionalOrKeyword");
}

/** Whether a call may name it. */
export function takesName({ kind }: Parameter): boolean {
  return kind === "keywordOnly" || kind === "positionalOrKeyword";
}

/** Whether a call has to give it. */
export function isRequired(parameter: Parameter): boolean {
  return parameter.default === undefined && !isRest(parameter);
}

function isRest({ kind }: Parameter): boolean {
  return kind === "varPositional" || kind === "varKeyword";
}

/** The parameter that takes what is left over of what is given by position or by name. */
export function restOf(
  { parameters }: Signature,
  kind: "varPositional" | "varKeyword",
): Parameter | undefined {
  return parameters.find((parameter) => parameter.kind === kind);
}
