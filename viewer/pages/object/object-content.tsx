/** What an object is and offers: declaration, docstring, members. */

import { useMemo } from "preact/hooks";
import type { NodeView } from "../../../src/ask/view.ts";
import type { Release } from "../../../src/graph/questions/open-graph.ts";
import type { ShardNode } from "../../../src/shard/records.ts";
import { useAnswer } from "../../data/cached.ts";
import { type Links, linksOf } from "../../data/objects.ts";
import type { ViewedStore } from "../../data/store.ts";
import { type Block, namesIn } from "../../docstrings/blocks.ts";
import { Doc } from "../../docstrings/doc.tsx";
import { readDocstring } from "../../docstrings/read-blocks.ts";
import { Inherited, Members } from "../../parts/members.tsx";
import { Declaration, namesInDeclaration } from "../../parts/signature.tsx";

const NO_LINKS: Links = new Map();

/** The content of an object's page. */
export function ObjectContent({
  view,
  node,
  release,
  route,
  store,
}: {
  view: NodeView;
  node: ShardNode;
  release: Release;
  route: { version?: string; name: string };
  store: ViewedStore;
}) {
  const blocks = useMemo(
    () => (node.doc === undefined ? [] : withoutTitle(readDocstring(node.doc), node.id)),
    [node],
  );
  const names = useMemo(
    () => [...new Set([...namesInDeclaration(node, view.signature), ...namesIn(blocks)])],
    [node, blocks, view],
  );
  const answer = useAnswer(names.length === 0 ? undefined : `links ${release.shard} ${node.id}`, () =>
    linksOf(store, release, node, names),
  );
  const links = answer.status === "done" ? answer.value : NO_LINKS;
  const { name, version } = route;
  return (
    <>
      {node.kind !== "module" && <Declaration node={node} signature={view.signature} links={links} />}
      {node.deprecated !== undefined && (
        <div class="said said-warning">
          <p class="said-title">
            Deprecated{node.deprecated.since !== undefined && ` since ${node.deprecated.since}`}
          </p>
          {node.deprecated.message !== "" && <p dir="auto">{node.deprecated.message}</p>}
        </div>
      )}
      {node.imported === false && (
        <p class="notice">This module could not be imported: what is known of it was read from its source.</p>
      )}
      {blocks.length > 0 ? (
        <Doc blocks={blocks} links={links} />
      ) : (
        node.kind !== "module" && <p class="quiet no-doc">There is no docstring.</p>
      )}
      <Members of={release} node={node} name={name} version={version} members={view.members} />
      <Inherited of={release} name={name} version={version} inherited={view.inherited} />
    </>
  );
}

/** Without a title that only says what the page says above it. */
function withoutTitle(blocks: readonly Block[], id: string): readonly Block[] {
  const [first] = blocks;
  const isTitle = first?.kind === "heading" && first.content.map((part) => part.text).join("") === id;
  return isTitle ? blocks.slice(1) : blocks;
}
