import { printableLine } from "../exec/printable.ts";
import type { Ref, ShardNode, Signature } from "../shard/records.ts";
import { lastName } from "../shard/references.ts";
import { signatureText } from "./signature.ts";

/** A reference as a person reads it: the id, and where it is when that is not this distribution. */
export function referenceText(ref: Ref): string {
  if (typeof ref === "string") {
    return printableLine(ref);
  }
  const id = printableLine(ref.id);
  if ("python" in ref) {
    return `${id} (Python ${ref.python})`;
  }
  return ref.distribution === null
    ? `${id} (owner unknown)`
    : `${id} (${ref.distribution} ${printableLine(ref.version)})`;
}

/**
 * How a node would be declared in Python, in printable lines: decorators, `def` with the signature, `class` with
 * its bases, or the name with type and value.
 *
 * @param signature how it is called, where the node itself does not say
 * @param width a longer signature is put on several lines
 */
export function declarationLines(node: ShardNode, signature: Signature | undefined, width: number): string[] {
  return rawDeclaration(signature === undefined ? node : { ...node, signature }, width).flatMap((text) =>
    text.split("\n").map(printableLine),
  );
}

function rawDeclaration(node: ShardNode, width: number): string[] {
  const name = lastName(node.id);
  switch (node.kind) {
    case "module":
      return [`module ${node.id}`];
    case "class":
      return classDeclaration(node, name, width);
    case "function":
    case "method":
    case "classmethod":
    case "staticmethod":
      return functionDeclaration(node, name, width);
    case "property":
    case "descriptor":
      return [...decorators(node), `@${node.kind}`, ...valueDeclaration(node, name)];
    case "enumMember":
    case "typeAlias":
    case "data":
    case "attribute":
      return [...decorators(node), ...valueDeclaration(node, name), ...callLines(node, name, width)];
  }
}

function classDeclaration(node: ShardNode, name: string, width: number): string[] {
  const bases = (node.bases ?? []).map(baseName).filter((base) => base !== "object");
  const metaclass = node.metaclass === undefined ? [] : [`metaclass=${baseName(node.metaclass)}`];
  const inherits = [...bases, ...metaclass];
  const line = `class ${name}${typeParameters(node)}${inherits.length === 0 ? "" : `(${inherits.join(", ")})`}`;
  return [...decorators(node), line, ...callLines(node, name, width)];
}

/** How something that is no function is called. */
function callLines(node: ShardNode, name: string, width: number): string[] {
  return callSignatures(node).map((signature) => `${name}${signatureText(signature, width - name.length)}`);
}

function functionDeclaration(node: ShardNode, name: string, width: number): string[] {
  const decorator = node.kind === "classmethod" || node.kind === "staticmethod" ? [`@${node.kind}`] : [];
  const head = `${node.flags?.includes("async") ? "async " : ""}def ${name}${typeParameters(node)}`;
  const signatures = callSignatures(node);
  const lines =
    signatures.length === 0
      ? [`${head}(…)`]
      : signatures.map((signature) => `${head}${signatureText(signature, width - head.length)}`);
  return [...decorators(node), ...decorator, ...lines];
}

function callSignatures(node: ShardNode): readonly Signature[] {
  return node.overloads ?? (node.signature === undefined ? [] : [node.signature]);
}

function decorators(node: ShardNode): string[] {
  const { deprecated } = node;
  const since = deprecated?.since === undefined ? "" : `since ${deprecated.since}: `;
  return [
    ...(deprecated === undefined ? [] : [`@deprecated(${since}${deprecated.message.split("\n", 1)[0]})`]),
    ...(node.flags?.includes("abstract") ? ["@abstractmethod"] : []),
    ...(node.flags?.includes("final") ? ["@final"] : []),
    ...(node.kind === "class" && node.flavours?.includes("dataclass") ? ["@dataclass"] : []),
  ];
}

function typeParameters({ typeParameters: parameters = [] }: ShardNode): string {
  return parameters.length === 0 ? "" : `[${parameters.join(", ")}]`;
}

function valueDeclaration(node: ShardNode, name: string): string[] {
  const type = node.type ?? (node.valueType === undefined ? undefined : baseName(node.valueType));
  const named = `${name}${typeParameters(node)}`;
  const annotated = type === undefined ? named : `${named}: ${type}`;
  return [node.value === undefined ? annotated : `${annotated} = ${node.value}`];
}

function baseName(ref: Ref): string {
  const id = typeof ref === "string" ? ref : ref.id;
  return id.replace(/^builtins\./, "");
}
