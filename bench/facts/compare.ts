/** Holds what the oracle says of a name against what the shard says of it. */
import { z } from "zod";
import type { Ref, ShardNode, Signature } from "../../src/shard/records.ts";
import type { Shard } from "../../src/shard/shard.ts";

/** Texts of defaults that are as long may be cut. */
const CUT_FROM = 190;

const texts = z.array(z.string());
const orNothing = texts.nullable();

const signatureSchema = z.object({
  parameters: z.array(
    z.object({
      name: z.string(),
      kind: z.string(),
      default: texts.optional(),
      annotation: texts.optional(),
    }),
  ),
  returns: texts.optional(),
});

/** What docs/formats.md calls fields, but for those that are said here. */
const fieldsSchema = z.strictObject({
  kind: texts.optional(),
  doc: orNothing.optional(),
  file: z.string().nullable().optional(),
  line: z.array(z.int()).optional(),
  signature: signatureSchema.optional(),
  overloads: z.array(signatureSchema).optional(),
  flags: texts.optional(),
  access: texts.optional(),
  type: orNothing.optional(),
  value: orNothing.optional(),
  valueType: z.string().optional(),
  bases: texts.optional(),
  metaclass: z.string().nullable().optional(),
  deprecated: z.object({ message: z.string().optional() }).nullable().optional(),
  /** Whether the class is final. */
  final: z.boolean().optional(),
  /** How a class is called; needed where its constructors don't tell. */
  call: signatureSchema.extend({ needed: z.boolean() }).nullable().optional(),
  /** Whether the value is written literally, so that it can't vary. */
  constant: z.boolean().optional(),
  /** Where an imported value is written: its module, and its name there. */
  leadsTo: texts.optional(),
});

export const factSchema = z.strictObject({
  path: texts,
  construct: z.string(),
  fields: fieldsSchema,
  notJudged: z.record(z.string(), z.string()),
});

/** What is true of a name. */
export type Fact = z.infer<typeof factSchema>;
type Fields = Fact["fields"];

/** Whether a text that is spelt otherwise means what is there: the oracle can tell by evaluating it. */
export interface Question {
  path: readonly string[];
  place: string;
  text: string;
  module: string;
}

/** Of one field of a name. */
export interface Judgement {
  field: string;
  name: string;
  construct: string;
  /** Right if these are answered with yes; undefined: not judged. */
  right: boolean | undefined;
  /** What is wrong with it, or why it is not judged. */
  reason: string;
  questions: readonly Question[];
  expected: unknown;
  got: unknown;
}

type Verdict = Pick<Judgement, "right"> & Partial<Pick<Judgement, "reason" | "questions">>;

/** Follows a path by `members`; undefined where it leads nowhere. */
function follow(shard: Shard, path: readonly string[]): Ref | undefined {
  let ref: Ref | undefined = path[0];
  for (const name of path.slice(1)) {
    ref = typeof ref === "string" ? shard.node(ref)?.members?.[name] : undefined;
  }
  return ref;
}

/** Judges all that a fact says. */
export function compare(shard: Shard, fact: Fact): Judgement[] {
  const { path, construct, fields, notJudged } = fact;
  const name = path.join(".");
  const judged = (field: string, verdict: Verdict, expected: unknown, got: unknown): Judgement => ({
    ...{ field, name, construct, expected, got, reason: "", questions: [] },
    ...verdict,
  });
  const ref = follow(shard, path);
  if (ref === undefined) {
    return [judged("found", { right: false, reason: "leads nowhere" }, name, undefined)];
  }
  const found = judged("found", { right: true }, name, ref);
  if (fields.leadsTo !== undefined) {
    const wanted = follow(shard, fields.leadsTo);
    const right = JSON.stringify(ref) === JSON.stringify(wanted);
    return [found, judged("reference", { right, reason: "leads elsewhere" }, wanted, ref)];
  }
  const node = typeof ref === "string" ? shard.node(ref) : undefined;
  if (node === undefined) {
    const reason = "leads into another distribution";
    // A value may be somebody else's under another name; a function or class that is written here may not.
    const isOurs = fields.file !== undefined && !isValue(fields);
    return [found, judged("reference", { right: isOurs ? false : undefined, reason }, fields.file, ref)];
  }
  // A value that is there under another name has the doc and the place of that.
  if (isValue(fields) && node.id.replace(":", ".") !== name) {
    return [found, judged("kind", { right: undefined, reason: "reached under another name" }, name, ref)];
  }
  const asked = (place: string, text: string): Question => ({ path, place, text, module: node.module });
  const rules = rulesOf(fields, node, asked);
  return [
    found,
    ...rules.map(({ field, expected, got, verdict }) => judged(field, verdict, expected, got)),
    ...Object.entries(notJudged).map(([field, reason]) =>
      judged(field, { right: undefined, reason }, null, null),
    ),
  ];
}

function isValue({ flags, bases }: Fields): boolean {
  return flags === undefined && bases === undefined;
}

interface Ruled {
  field: string;
  expected: unknown;
  got: unknown;
  verdict: Verdict;
}

type Ask = (place: string, text: string) => Question;

function rulesOf(fields: Fields, node: ShardNode, ask: Ask): Ruled[] {
  const { kind, doc, file, line, flags, access, type, value, valueType, bases, metaclass } = fields;
  const { signature, overloads, deprecated, final, call } = fields;
  const found: Ruled[] = [];
  function rule<T>(
    field: string,
    expected: T | undefined,
    got: unknown,
    judge: (expected: T) => Verdict,
  ): void {
    if (expected !== undefined) {
      found.push({ field, expected, got, verdict: judge(expected) });
    }
  }
  const origin = (field: string) => node.origins?.[field] ?? node.from[0];
  rule("kind", kind, node.kind, (wanted) => said(wanted.includes(node.kind), node.kind));
  // Of what is compiled, the Python that it was made from may know it; docs of values always come from the source.
  const isKnown = (isValue(fields) ? ["runtime", "source"] : ["runtime"]).includes(origin("doc") ?? "");
  rule("doc", doc, node.doc, (wanted) => ofDoc(wanted, node.doc, isKnown));
  rule("file", file, node.location?.file, (wanted) => ofEqual(wanted ?? undefined, node.location?.file));
  rule("line", line, node.location?.line, (wanted) => {
    const got = node.location?.line;
    return got === undefined ? said(false, "missing") : said(wanted.includes(got), "another line");
  });
  rule("signature", signature, node.signature, (wanted) =>
    ofSignature(wanted, node.signature, origin("signature") === "runtime", ask),
  );
  rule("overloads", overloads, node.overloads, (wanted) => ofOverloads(wanted, node.overloads ?? []));
  rule("flags", flags, node.flags ?? [], (wanted) => ofEqual(wanted, node.flags ?? []));
  rule("flavours", final, node.flavours ?? [], (wanted) =>
    said(wanted === (node.flavours ?? []).includes("final"), "final"),
  );
  rule("access", access, node.access ?? [], (wanted) =>
    ofEqual(wanted.toSorted(), (node.access ?? []).toSorted()),
  );
  rule("type", type, node.type, (wanted) =>
    wanted === null && node.type !== undefined && origin("type") !== "runtime"
      ? { right: undefined, reason: "only a stub or the source knows it" }
      : ofText(wanted, node.type, () => ask("type", node.type ?? "")),
  );
  rule("value", value, node.value ?? (node.varies && "varies"), (wanted) => ofValue(wanted, node, fields));
  rule("valueType", valueType, node.valueType, (wanted) => ofClass(wanted, node.valueType, "valueType", ask));
  rule("bases", bases, node.bases, (wanted) => {
    const got = node.bases ?? [];
    const each = wanted.map((id, index) => ofClass(id, got[index], `base:${index}`, ask));
    return got.length === wanted.length ? all(each) : said(false, "another number");
  });
  rule("metaclass", metaclass, node.metaclass, (wanted) =>
    wanted === null
      ? said(node.metaclass === undefined, "unexpected")
      : ofClass(wanted, node.metaclass, "metaclass", ask),
  );
  rule("deprecated", deprecated, node.deprecated, (wanted) => ofDeprecated(wanted, node.deprecated));
  rule("call", call, node.signature, (wanted) => ofCall(wanted, node.signature, ask));
  return found;
}

function said(right: boolean, reason: string): Verdict {
  return { right, reason };
}

/** Right where all are. */
function all(verdicts: readonly Verdict[]): Verdict {
  const wrong = verdicts.find(({ right }) => right === false);
  return wrong ?? { right: true, questions: verdicts.flatMap(({ questions = [] }) => questions) };
}

function ofEqual(wanted: unknown, got: unknown): Verdict {
  return said(JSON.stringify(wanted) === JSON.stringify(got), got === undefined ? "missing" : "another");
}

function squeezed(text: string): string {
  return text
    .replaceAll(/\s+/g, " ")
    .replaceAll(/\b0x[0-9a-f.]+/gi, "0x")
    .trim();
}

function spaceless(text: string): string {
  return text.replaceAll(/\s+/g, "");
}

/** A doc is cut after many characters, and has no addresses and no absolute paths. */
function ofDoc(wanted: readonly string[] | null, got: string | undefined, isKnown: boolean): Verdict {
  if (wanted === null) {
    return got !== undefined && !isKnown
      ? { right: undefined, reason: "only a stub or the source knows it" }
      : said(got === undefined, "unexpected");
  }
  if (got === undefined) {
    return said(false, "missing");
  }
  const found = squeezed(got);
  const isSame = wanted.some((one) => squeezed(one) === found);
  const isCut = got.length > 10_000 && wanted.some((one) => squeezed(one).startsWith(found.slice(0, 9000)));
  return said(isSame || isCut, "another");
}

/** One of the texts, or one that the oracle finds to mean the same. */
function ofText(
  wanted: readonly string[] | null | undefined,
  got: string | undefined,
  ask: () => Question,
): Verdict {
  if (wanted === null || wanted === undefined) {
    return said(got === undefined, "unexpected");
  }
  if (got === undefined) {
    return said(false, "missing");
  }
  const isSame = wanted.some((one) => spaceless(one) === spaceless(got) || isBeginning(got, one));
  return { right: true, reason: "spelt otherwise", questions: isSame ? [] : [ask()] };
}

/** Whether a text was cut, which long ones are. */
function isBeginning(got: string, whole: string): boolean {
  return got.length >= CUT_FROM && got.endsWith("...") && whole.startsWith(got.slice(0, -3));
}

type WantedSignature = z.infer<typeof signatureSchema>;

/** What is only in a stub, types of what has none at run time, is not held against anything. */
function ofSignature(
  wanted: WantedSignature,
  got: Signature | undefined,
  isOfRuntime: boolean,
  ask: Ask,
): Verdict {
  if (got === undefined) {
    return said(false, "missing");
  }
  const shape = ofShape(wanted, got);
  if (shape.right === false) {
    return shape;
  }
  const parts = wanted.parameters.flatMap((parameter, index) => {
    const { name } = parameter;
    const given = got.parameters[index];
    const annotation = isOfRuntime || parameter.annotation !== undefined ? given?.annotation : undefined;
    return [
      named(
        "default",
        ofText(parameter.default, given?.default, () => ask(`default:${name}`, given?.default ?? "")),
      ),
      named(
        "annotation",
        ofText(parameter.annotation, annotation, () => ask(`annotation:${name}`, annotation ?? "")),
      ),
    ];
  });
  const given = isOfRuntime || wanted.returns !== undefined ? got.returns : undefined;
  const returns = ofText(wanted.returns, given, () => ask("returns", given ?? ""));
  return all([...parts, named("returns", returns)]);
}

function named(part: string, verdict: Verdict): Verdict {
  return { ...verdict, reason: `${part} ${verdict.reason}` };
}

/** Names and kinds of the parameters. */
function ofShape(wanted: WantedSignature, got: Signature): Verdict {
  const shape = ({ parameters }: { parameters: readonly { name: string; kind: string }[] }) =>
    parameters.map(({ name, kind }) => [name, kind]);
  return said(JSON.stringify(shape(wanted)) === JSON.stringify(shape(got)), "other parameters");
}

function ofOverloads(wanted: readonly WantedSignature[], got: readonly Signature[]): Verdict {
  const each = wanted.map((one, index) => {
    const given = got[index];
    return given === undefined ? said(false, "missing") : ofShape(one, given);
  });
  return got.length > wanted.length ? said(false, "too many") : all(each);
}

/** Where constructors tell how a class is called, nothing need be said, but what is said is to be right. */
function ofCall(wanted: Fields["call"], got: Signature | undefined, ask: Ask): Verdict {
  if (got === undefined) {
    return said(wanted?.needed !== true, "missing");
  }
  return wanted === null || wanted === undefined
    ? { right: undefined, reason: "inspect knows none" }
    : { ...ofShape(wanted, got), questions: [] satisfies ReturnType<typeof ask>[] };
}

function ofClass(wanted: string, got: Ref | undefined, place: string, ask: Ask): Verdict {
  if (got === undefined) {
    return said(false, "missing");
  }
  const id = typeof got === "string" ? got : got.id;
  return {
    right: true,
    reason: "another class",
    questions: id === wanted.replaceAll("<locals>.", "") ? [] : [ask(place, id)],
  };
}

function ofValue(wanted: readonly string[] | null, node: ShardNode, fields: Fields): Verdict {
  if (node.varies === true) {
    return fields.constant === true
      ? said(false, "said to vary")
      : { right: undefined, reason: "said to vary" };
  }
  if (wanted === null) {
    return said(node.value === undefined, "unexpected");
  }
  return node.value === undefined ? said(false, "missing") : said(wanted.includes(node.value), "another");
}

function ofDeprecated(wanted: Fields["deprecated"], got: ShardNode["deprecated"]): Verdict {
  if (wanted === null || wanted === undefined) {
    return said(got === undefined, "unexpected");
  }
  const { message } = wanted;
  return got === undefined
    ? said(false, "missing")
    : said(message === undefined || squeezed(message) === squeezed(got.message), "another message");
}
