/** A declaration as people read it: on one line where it is short, else each parameter on its own. */

import { parameterName } from "../../src/ask/signature.ts";
import type { Parameter, Ref, ShardNode, Signature } from "../../src/shard/records.ts";
import { lastName } from "../../src/shard/references.ts";
import type { Links } from "../data/objects.ts";

/** Longer ones are put on several lines. */
const WIDTH = 78;

/** The declaration of a node: what decorates it, how it is called or what it is. */
export function Declaration(props: { node: ShardNode; signature: Signature | undefined; links: Links }) {
  const { node, signature } = props;
  const overloads = node.overloads ?? [];
  // Of many overloads one can be read: how it is called at run time, where that is known.
  const isMany = overloads.length > FEW_OVERLOADS;
  const calls = isMany || overloads.length === 0 ? [signature ?? overloads[0]] : overloads;
  return (
    <div class="declarations">
      <Declared {...props} calls={calls} />
      {isMany && (
        <details>
          <summary>{overloads.length} overloads</summary>
          <Declared {...props} calls={overloads} />
        </details>
      )}
    </div>
  );
}

/** So many overloads are shown at once. */
const FEW_OVERLOADS = 4;

function Declared({
  node,
  links,
  calls,
}: {
  node: ShardNode;
  links: Links;
  calls: readonly (Signature | undefined)[];
}) {
  const isFunction = ["function", "method", "classmethod", "staticmethod"].includes(node.kind);
  const isCalled = isFunction || calls[0] !== undefined;
  return (
    <pre class="declaration">
      <code>
        {decorators(node).map((text) => (
          <span key={text} class="decorator">{`${text}\n`}</span>
        ))}
        {node.kind === "class" && <ClassHead node={node} links={links} />}
        {!isFunction && node.kind !== "class" && <Value node={node} links={links} />}
        {isCalled &&
          calls.map((one, index) => (
            <>
              {(index > 0 || !isFunction) && "\n"}
              <Call key={String(index)} node={node} signature={one} links={links} isFunction={isFunction} />
            </>
          ))}
      </code>
    </pre>
  );
}

/** The names in what a declaration says that may lead somewhere. */
export function namesInDeclaration(node: ShardNode, signature: Signature | undefined): string[] {
  const signatures = [...(node.overloads ?? []), ...(signature === undefined ? [] : [signature])];
  const texts = [
    ...signatures.flatMap(({ parameters, returns }) => [...parameters.map((one) => one.annotation), returns]),
    ...[node.type, node.setType, ...(node.baseText ?? (node.bases ?? []).map(nameOfRef))],
  ];
  return texts.flatMap((text) => text?.match(DOTTED) ?? []).filter((name) => !KEYWORDS.has(name));
}

const DOTTED = /[\p{L}_][\p{L}\p{N}_]*(?:\.[\p{L}_][\p{L}\p{N}_]*)*/gu;
const KEYWORDS = new Set([
  "None",
  "True",
  "False",
  "Any",
  "self",
  "cls",
  "and",
  "or",
  "not",
  "in",
  "if",
  "else",
  "for",
  "lambda",
]);

function decorators(node: ShardNode): string[] {
  const { kind, flags = [], flavours = [] } = node;
  return [
    ...(flags.includes("abstract") ? ["@abstractmethod"] : []),
    ...(flags.includes("final") ? ["@final"] : []),
    ...(kind === "classmethod" || kind === "staticmethod" || kind === "property" ? [`@${kind}`] : []),
    ...(kind === "class" && flavours.includes("dataclass") ? ["@dataclass"] : []),
  ];
}

function ClassHead({ node, links }: { node: ShardNode; links: Links }) {
  const bases = node.baseText ?? (node.bases ?? []).map(nameOfRef).filter((base) => base !== "object");
  const inside = [
    ...bases,
    ...(node.metaclass === undefined ? [] : [`metaclass=${nameOfRef(node.metaclass)}`]),
  ];
  return (
    <>
      <span class="keyword">class</span> <span class="declared">{lastName(node.id)}</span>
      {typeParameters(node)}
      {inside.length > 0 && (
        <>
          (
          {inside.map((base, index) => (
            <>
              {index > 0 && ", "}
              <Annotation text={base} links={links} />
            </>
          ))}
          )
        </>
      )}
    </>
  );
}

function Call({
  node,
  signature,
  links,
  isFunction,
}: {
  node: ShardNode;
  signature: Signature | undefined;
  links: Links;
  isFunction: boolean;
}) {
  const isAsync = node.flags?.includes("async") === true;
  const name = lastName(node.id);
  const head = `${isAsync ? "async " : ""}${isFunction ? "def " : ""}`;
  return (
    <>
      {head !== "" && <span class="keyword">{head}</span>}
      <span class="declared">{name}</span>
      {isFunction && typeParameters(node)}
      {signature === undefined ? (
        "(…)"
      ) : (
        <Parameters signature={signature} links={links} before={head.length + name.length} />
      )}
    </>
  );
}

function Parameters({ signature, links, before }: { signature: Signature; links: Links; before: number }) {
  const parts = partsOf(signature.parameters);
  const length = parts.reduce(
    (sum, part) => sum + lengthOf(part) + 2,
    before + (signature.returns?.length ?? -4) + 6,
  );
  const isLong = length > WIDTH && parts.length > 1;
  return (
    <>
      (
      {parts.map((part, index) => (
        <>
          {isLong ? "\n    " : index > 0 && " "}
          {typeof part === "string" ? part : <OneParameter parameter={part} links={links} />}
          {(isLong || index < parts.length - 1) && ","}
        </>
      ))}
      {isLong && "\n"})
      {signature.returns !== undefined && (
        <>
          {" -> "}
          <Annotation text={signature.returns} links={links} />
        </>
      )}
    </>
  );
}

function OneParameter({ parameter, links }: { parameter: Parameter; links: Links }) {
  const { annotation, default: value } = parameter;
  return (
    <>
      <span class="parameter">{parameterName(parameter)}</span>
      {annotation !== undefined && (
        <>
          {": "}
          <Annotation text={annotation} links={links} />
        </>
      )}
      {value !== undefined && (
        <>
          {annotation === undefined ? "=" : " = "}
          <span class="default">{value}</span>
        </>
      )}
    </>
  );
}

function Value({ node, links }: { node: ShardNode; links: Links }) {
  const type = node.type ?? (node.valueType === undefined ? undefined : nameOfRef(node.valueType));
  return (
    <>
      {node.kind === "module" && <span class="keyword">module </span>}
      <span class="declared">{node.kind === "module" ? node.id : lastName(node.id)}</span>
      {typeParameters(node)}
      {type !== undefined && node.kind !== "module" && (
        <>
          {": "}
          <Annotation text={type} links={links} />
        </>
      )}
      {node.value !== undefined && (
        <>
          {" = "}
          <span class="default">{node.value}</span>
        </>
      )}
    </>
  );
}

/** An annotation, whose names are links where it is known what they mean. */
export function Annotation({ text, links }: { text: string; links: Links }) {
  const pieces: preact.ComponentChildren[] = [];
  let end = 0;
  for (const match of text.matchAll(DOTTED)) {
    const href = links.get(match[0]);
    pieces.push(text.slice(end, match.index), href === undefined ? match[0] : <a href={href}>{match[0]}</a>);
    end = match.index + match[0].length;
  }
  return (
    <span class="annotation">
      {pieces}
      {text.slice(end)}
    </span>
  );
}

function partsOf(parameters: readonly Parameter[]): (Parameter | string)[] {
  const parts: (Parameter | string)[] = [];
  let isStarred = false;
  for (const [index, parameter] of parameters.entries()) {
    const { kind } = parameter;
    if (kind === "keywordOnly" && !isStarred) {
      parts.push("*");
    }
    isStarred ||= kind === "keywordOnly" || kind === "varPositional";
    parts.push(parameter);
    if (kind === "positionalOnly" && parameters[index + 1]?.kind !== "positionalOnly") {
      parts.push("/");
    }
  }
  return parts;
}

function lengthOf(part: Parameter | string): number {
  return typeof part === "string"
    ? part.length
    : part.name.length + (part.annotation?.length ?? -2) + (part.default?.length ?? -3) + 5;
}

function typeParameters({ typeParameters: list = [] }: ShardNode): string {
  return list.length === 0 ? "" : `[${list.join(", ")}]`;
}

function nameOfRef(ref: Ref): string {
  return (typeof ref === "string" ? ref : ref.id).replace(/^builtins\./, "");
}
