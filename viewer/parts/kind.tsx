import { KIND_NAMES } from "../../src/ask/kind-names.ts";
import type { NodeKind } from "../../src/shard/records.ts";

const LETTERS: Readonly<Record<string, string>> = {
  package: "P",
  module: "M",
  class: "C",
  function: "F",
  method: "f",
  classmethod: "f",
  staticmethod: "f",
  property: "p",
  descriptor: "p",
  enumMember: "e",
  typeAlias: "T",
  data: "v",
  attribute: "a",
};

/** What a person calls a kind. */
export function kindName(kind: string): string {
  return KIND_NAMES[kind as NodeKind]?.[0] ?? kind;
}

/** A letter for a kind, in its colour; the word is there for who cannot see it. */
export function Kind({ kind }: { kind: string }) {
  return (
    <span class={`kind kind-${kind}`} title={kindName(kind)}>
      <span aria-hidden="true">{LETTERS[kind] ?? "·"}</span>
      <span class="unseen">{kindName(kind)} </span>
    </span>
  );
}
