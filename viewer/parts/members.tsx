/** Members of modules and classes, in groups. */

import { briefSignature } from "../../src/ask/signature.ts";
import type { MemberView } from "../../src/ask/view.ts";
import type { Release } from "../../src/graph/questions/open-graph.ts";
import type { Ref, ShardNode, Signature } from "../../src/shard/records.ts";
import { objectHref } from "../app/route.ts";
import { memberGroups } from "../data/objects.ts";
import { plainSummary } from "../docstrings/summary.ts";
import { Kind } from "./kind.tsx";
import { RefLink } from "./ref.tsx";
import { Name } from "./text.tsx";

/** So long a signature may be in a row. */
const SIGNATURE_LENGTH = 72;

interface MembersProps {
  of: Release;
  node: ShardNode;
  /** By which the node was reached: members are linked below it. */
  name: string;
  version: string | undefined;
  members: readonly MemberView[];
}

/** All groups of a node's members. */
export function Members({ of, node, name, version, members }: MembersProps) {
  const groups = memberGroups(node, members);
  return (
    <>
      {groups.map(({ title, members: list, isClosed }) => {
        const rows = <MemberRows {...{ of, name, version, list }} />;
        const heading = (
          <>
            {title} <span class="count">{list.length}</span>
          </>
        );
        return isClosed ? (
          <details key={title} class="group">
            <summary>
              <h2>{heading}</h2>
            </summary>
            {rows}
          </details>
        ) : (
          <section key={title} class="group" aria-label={title}>
            <h2>{heading}</h2>
            {rows}
          </section>
        );
      })}
    </>
  );
}

function MemberRows({
  of,
  name,
  version,
  list,
}: {
  of: Release;
  name: string;
  version: string | undefined;
  list: readonly MemberView[];
}) {
  return (
    <ul class="members">
      {list.map(({ name: member, to, node }) => (
        <li key={member} class={node?.deprecated === undefined ? "member" : "member is-deprecated"}>
          <Kind kind={node?.kind ?? "data"} />
          <div class="member-text">
            <div class="member-head">
              <a href={objectHref(of.distribution, version, `${name}.${member}`)} class="member-name">
                <Name text={member} />
              </a>
              <MemberType node={node} />
              {node?.deprecated !== undefined && <span class="tag tag-deprecated">deprecated</span>}
              {node?.flags?.includes("abstract") === true && <span class="tag">abstract</span>}
              {node?.flags?.includes("async") === true && <span class="tag">async</span>}
              {typeof to !== "string" && <RefLink of={of} to={to} />}
            </div>
            {node?.doc !== undefined && (
              <p class="member-summary" dir="auto">
                {plainSummary(node.doc)}
              </p>
            )}
          </div>
        </li>
      ))}
    </ul>
  );
}

/** Without what Python gives by itself: `self` and `cls`. */
function asCalled({ kind }: ShardNode, signature: Signature): Signature {
  const [first, ...rest] = signature.parameters;
  const isGiven = kind === "method" || kind === "classmethod";
  const isFirst = first?.name === "self" || first?.name === "cls";
  return isGiven && isFirst ? { ...signature, parameters: rest } : signature;
}

function MemberType({ node }: { node: ShardNode | undefined }) {
  const signature = node?.signature ?? node?.overloads?.[0];
  if (node !== undefined && signature !== undefined) {
    return (
      <code class="member-signature">{briefSignature(asCalled(node, signature), SIGNATURE_LENGTH)}</code>
    );
  }
  const type = node?.type === undefined ? "" : `: ${node.type}`;
  const value = node?.value === undefined ? "" : ` = ${node.value}`;
  const text = `${type}${value}`;
  return text === "" ? null : (
    <code class="member-signature">{text.length > 80 ? `${text.slice(0, 79)}…` : text}</code>
  );
}

/** What a class takes from others: names only, each a link. */
export function Inherited({
  of,
  name,
  version,
  inherited,
}: {
  of: Release;
  name: string;
  version: string | undefined;
  inherited: readonly { from: Ref; members: readonly MemberView[] }[];
}) {
  if (inherited.length === 0) {
    return null;
  }
  return (
    <section class="group" aria-label="Inherited">
      <h2>Inherited</h2>
      <dl class="inherited">
        {inherited.map(({ from, members }) => {
          const shown = members.filter((member) => !member.name.startsWith("_"));
          const rest = members.length - shown.length;
          return (
            <div key={typeof from === "string" ? from : from.id}>
              <dt>
                <RefLink of={of} to={from} />
              </dt>
              <dd>
                {shown.map((member) => (
                  <>
                    <a href={objectHref(of.distribution, version, `${name}.${member.name}`)}>
                      {member.name}
                    </a>{" "}
                  </>
                ))}
                {rest > 0 && <span class="quiet">{rest} private and special</span>}
              </dd>
            </div>
          );
        })}
      </dl>
    </section>
  );
}
