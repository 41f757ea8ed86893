import type { Parameter, ShardNode, Signature } from "../../shard/records.ts";
import type { Shard } from "../../shard/shard.ts";
import { isPublicName } from "../api.ts";
import { publicFields } from "../classes/fields.ts";
import { areKnownAlike } from "../known.ts";
import type { ObjectPair } from "../rule.ts";

/** What has become of the parameters that a callable had, but for what is told of fields. */
export interface ParameterMatch {
  /** Those that both have by the same name; fields, too. */
  kept: { old: Parameter; new: Parameter }[];
  /** Those that have another name in the same place, where that is sure. */
  renamed: { old: Parameter; new: Parameter }[];
  removed: Parameter[];
  added: Parameter[];
}

type Signatures = NonNullable<ObjectPair["signatures"]>;

const matches = new WeakMap<ObjectPair, ParameterMatch>();

/**
 * Parameters by name; one that is gone and one that is new are the same where they stand in the same place among those that
 * can be given by position, and as many can be given so. Private ones that need not be given are nobody's.
 */
export function matchParameters(pair: ObjectPair): ParameterMatch {
  let known = matches.get(pair);
  if (known === undefined) {
    const { signatures } = pair;
    known =
      signatures === undefined
        ? NONE
        : isByPlace(pair)
          ? matchPlaces(signatures)
          : withoutFields(pair, match(signatures));
    matches.set(pair, known);
  }
  return known;
}

const NONE: ParameterMatch = { kept: [], renamed: [], removed: [], added: [] };

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
  const isTold = (parameter: Parameter) =>
    !isRenamed(parameter) && (isPublicName(parameter.name) || isRequired(parameter));
  // What took anything and named nothing may have taken them all along.
  const isKnown = !(takesAll(signatures.old) && before.size === 0);
  return { kept, renamed, removed: gone.filter(isTold), added: isKnown ? more.filter(isTold) : [] };
}

/** Special methods that are called with arguments that a call gives by name. */
const NAMED_CALLS = new Set(["__call__", "__init__", "__new__", "__init_subclass__", "__prepare__"]);

/** Whether it is called by an operator or the like, which names no argument. */
function isByPlace({ name }: ObjectPair): boolean {
  const called = name.split(".").at(-1) ?? name;
  return /^__\w+__$/.test(called) && !NAMED_CALLS.has(called);
}

/** Parameters by their place: what they are called is of no matter. */
function matchPlaces({ old, new: now }: Signatures): ParameterMatch {
  const [before, after] = [byPosition(old), byPosition(now)];
  const kept = before.flatMap((parameter, place) => {
    const other = after[place];
    const kind = "positionalOnly" as const;
    return other === undefined ? [] : [{ old: { ...parameter, kind }, new: { ...other, kind } }];
  });
  const isOpen = restOf(now, "varPositional") !== undefined;
  const wasOpen = restOf(old, "varPositional") !== undefined;
  return {
    ...{ kept, renamed: [] },
    removed: isOpen ? [] : before.slice(after.length),
    added: wasOpen ? [] : after.slice(before.length),
  };
}

/** The constructor of a data class is as its fields are, of which rules of their own tell. */
function withoutFields(pair: ObjectPair, { kept, renamed, removed, added }: ParameterMatch): ParameterMatch {
  const { old, new: now } = pair.releases;
  const before = publicFields(old.shard, pair.old);
  const after = publicFields(now.shard, pair.new);
  if (before === undefined || after === undefined) {
    return { kept, renamed, removed, added };
  }
  return {
    kept,
    renamed: renamed.filter((one) => !before.has(one.old.name) || !after.has(one.new.name)),
    removed: removed.filter(({ name }) => !before.has(name)),
    added: added.filter(({ name }) => !after.has(name)),
  };
}

/** Names of fields, or of other parameters, with the new ones in the same places. */
export function renamedParameters({ signatures }: ObjectPair): ReadonlyMap<string, string> {
  const { renamed } = signatures === undefined ? NONE : match(signatures);
  return new Map(renamed.map(({ old, new: now }) => [old.name, now.name]));
}

/** The public parameters that both have, where the texts of both are of one kind. */
export function* keptParameters(pair: ObjectPair): Generator<{ old: Parameter; new: Parameter }> {
  const origin = ({ origins, from }: ShardNode) => origins?.signature ?? from[0];
  if (origin(pair.old) === origin(pair.new)) {
    yield* matchParameters(pair).kept.filter(({ old }) => isPublicName(old.name));
  }
}

/** The parameters by name, without those that take what is left over. */
export function namedParameters({ parameters }: Signature): Map<string, Parameter> {
  return new Map(parameters.filter((one) => !isRest(one)).map((parameter) => [parameter.name, parameter]));
}

/** Those that can be given by position, in their order. */
export function byPosition({ parameters }: Signature): Parameter[] {
  return parameters.filter(takesPosition);
}

/** Whether a call may give it without its name. */
export function takesPosition({ kind }: Parameter): boolean {
  return kind === "positionalOnly" || kind === "positionalOrKeyword";
}

/** Whether a call may name it. */
export function takesName({ kind }: Parameter): boolean {
  return kind === "keywordOnly" || kind === "positionalOrKeyword";
}

/** Whether a call has to give it. */
export function isRequired(parameter: Parameter): boolean {
  return parameter.default === undefined && !isRest(parameter);
}

/** Whether a new parameter stands before one that calls may have given by position. */
export function standsBefore({ signatures }: ObjectPair, name: string): boolean {
  const places = signatures === undefined ? [] : byPosition(signatures.new);
  const place = places.findIndex((parameter) => parameter.name === name);
  const older = new Set(signatures && byPosition(signatures.old).map((parameter) => parameter.name));
  return place >= 0 && places.slice(place + 1).some((parameter) => older.has(parameter.name));
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

/** Whether it takes whatever it is given: what it does with it, it does not say. */
export function takesAll(signature: Signature): boolean {
  return restOf(signature, "varPositional") !== undefined && restOf(signature, "varKeyword") !== undefined;
}

/**
 * Whether a function, method or the like has got a flag that it had not, or the other way round. Of what stands for another
 * function and holds it, nobody knows what it gives.
 */
export function flagChange(
  { old, new: now, releases }: ObjectPair,
  flag: NonNullable<ShardNode["flags"]>[number],
): "gained" | "lost" | undefined {
  const [before, after] = [old.flags?.includes(flag) === true, now.flags?.includes(flag) === true];
  const isCallable =
    old.signature !== undefined && now.signature !== undefined && areKnownAlike({ old, new: now });
  const isHidden =
    standsForAnother(releases.old.shard, old) ||
    standsForAnother(releases.new.shard, now) ||
    [old, now].some(({ signature }) => signature !== undefined && passesAllOn(signature));
  return before === after || !isCallable || isHidden ? undefined : after ? "gained" : "lost";
}

/** Whether it takes anything and names nothing, as what passes it on to another function. */
function passesAllOn(signature: Signature): boolean {
  return takesAll(signature) && namedParameters(signature).size === 0;
}

function standsForAnother(shard: Shard, { id, members }: ShardNode): boolean {
  return Object.values(members ?? {}).some(
    (ref) => typeof ref === "string" && shard.node(ref)?.claims === id,
  );
}

/** The type of what it takes: what is None if it is not given takes None, as type checkers once had it without being told. */
export function typeOf({ annotation, default: value }: Parameter): string | undefined {
  return annotation !== undefined && value === "None" ? `${annotation} | None` : annotation;
}
