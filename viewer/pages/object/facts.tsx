/** What is known of an object besides what it offers: beside it where there is room. */

import type { NodeView } from "../../../src/ask/view.ts";
import type { Release } from "../../../src/graph/questions/open-graph.ts";
import type { Since } from "../../../src/history/since.ts";
import type { Ref, ShardNode } from "../../../src/shard/records.ts";
import { objectHref } from "../../app/route.ts";
import { useAnswer } from "../../data/cached.ts";
import { sinceWhen } from "../../data/objects.ts";
import { sourceLink } from "../../data/project.ts";
import { headerOf } from "../../data/releases.ts";
import type { ViewedStore } from "../../data/store.ts";
import { OutsideLink } from "../../parts/outside-link.tsx";
import { RefLink } from "../../parts/ref.tsx";
import { Name } from "../../parts/text.tsx";

interface FactsProps {
  view: NodeView;
  node: ShardNode;
  release: Release;
  store: ViewedStore;
  route: { version?: string; name: string };
}

/** The facts of an object. */
export function Facts({ view, node, release, store, route }: FactsProps) {
  const { location } = node;
  const names = [...new Set([route.name, ...view.aliases, node.id])].map((name) => name.replace(":", "."));
  const since = useAnswer(`since ${release.distribution} ${names.join(" ")}`, () =>
    sinceWhen(store, release, names),
  );
  const header = useAnswer(`header ${release.shard}`, () => headerOf(store, release));
  const source = header.status === "done" ? sourceLink(header.value) : undefined;
  return (
    <aside class="facts" aria-label="Facts">
      <dl>
        {node.id !== route.name && node.kind !== "module" && (
          <Fact title="Defined as">
            <a href={objectHref(release.distribution, route.version, node.id)}>
              <Name text={node.id} />
            </a>
          </Fact>
        )}
        {location !== undefined && (
          <Fact title="Source">
            <span class="path">
              <Name text={location.file} />
              {location.line !== undefined && `:${location.line}`}
            </span>
            {source !== undefined && (
              <div>
                <OutsideLink text={source.label} href={source.href} />
              </div>
            )}
          </Fact>
        )}
        {since.status === "done" && since.value !== undefined && <SinceFacts since={since.value} />}
        <ClassFacts node={node} of={release} />
        <ValueFacts node={node} of={release} />
        {view.aliases.length > 0 && (
          <Fact title={view.aliases.length === 1 ? "Also" : `Also (${view.aliases.length})`}>
            <ul>
              {view.aliases.slice(0, MOST_ALIASES).map((alias) => (
                <li key={alias}>
                  <a href={objectHref(release.distribution, route.version, alias)}>
                    <Name text={alias} />
                  </a>
                </li>
              ))}
              {view.aliases.length > MOST_ALIASES && <li>and {view.aliases.length - MOST_ALIASES} more</li>}
            </ul>
          </Fact>
        )}
        <Fact title="Known from">{node.from.map((one) => SOURCES[one]).join(", ")}</Fact>
      </dl>
    </aside>
  );
}

function ClassFacts({ node, of }: { node: ShardNode; of: Release }) {
  return (
    <>
      <RefList title="Bases" of={of} refs={node.bases} />
      {(node.mro?.length ?? 0) > (node.bases?.length ?? 0) && (
        <RefList title="Method resolution" of={of} refs={node.mro} />
      )}
      <Metaclass of={of} to={node.metaclass} />
      <Words title="Flavours" words={node.flavours} />
    </>
  );
}

function ValueFacts({ node, of }: { node: ShardNode; of: Release }) {
  return (
    <>
      <Words title="Access" words={node.kind === "property" ? node.access : undefined} />
      {node.setIn !== undefined && <Fact title="Set in">{node.setIn}</Fact>}
      {node.setType !== undefined && <Fact title="Takes">{node.setType}</Fact>}
      {node.valueType !== undefined && (
        <Fact title="Class of the value">
          <RefLink of={of} to={node.valueType} />
        </Fact>
      )}
      {node.varies === true && <Fact title="Value">differs from run to run</Fact>}
      {node.claims !== undefined && <Fact title="Says it is">{node.claims}</Fact>}
    </>
  );
}

const MOST_ALIASES = 12;
const SOURCES = { runtime: "importing it", source: "its source", stub: "its stub" } as const;

function Fact({ title, children }: { title: string; children: preact.ComponentChildren }) {
  return (
    <div>
      <dt>{title}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function RefList({
  title,
  of,
  refs = [],
}: {
  title: string;
  of: Release;
  refs?: readonly Ref[] | undefined;
}) {
  if (refs.length === 0) {
    return null;
  }
  return (
    <Fact title={title}>
      <ul>
        {refs.map((ref, index) => (
          <li key={String(index)}>
            <RefLink of={of} to={ref} />
          </li>
        ))}
      </ul>
    </Fact>
  );
}

function Metaclass({ of, to }: { of: Release; to: Ref | undefined }) {
  return to === undefined ? null : (
    <Fact title="Metaclass">
      <RefLink of={of} to={to} />
    </Fact>
  );
}

function Words({ title, words = [] }: { title: string; words?: readonly string[] | undefined }) {
  return words.length === 0 ? null : <Fact title={title}>{words.join(", ")}</Fact>;
}

function SinceFacts({ since }: { since: Since }) {
  return (
    <>
      <Fact title="Since">
        {since.since}
        {since.maybeOlder === true && " or before"}
      </Fact>
      {since.until !== undefined && <Fact title="Until">{since.until}</Fact>}
      {since.deprecatedSince !== undefined && <Fact title="Deprecated since">{since.deprecatedSince}</Fact>}
      {since.parameters.length > 0 && (
        <Fact title="Parameters">
          <ul>
            {since.parameters.map(({ name, since: first, until }) => (
              <li key={name}>
                <code>{name}</code> since {first}
                {until !== undefined && `, until ${until}`}
              </li>
            ))}
          </ul>
        </Fact>
      )}
      {since.changes.length > 0 && (
        <Fact title="Changes">
          <ul>
            {since.changes.slice(-6).map(({ in: version, what, parameter }, index) => (
              <li key={String(index)}>
                {version}: {parameter !== undefined && <code>{parameter}</code>} {what}
              </li>
            ))}
          </ul>
        </Fact>
      )}
    </>
  );
}
