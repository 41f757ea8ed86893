import type { Release } from "../../src/graph/questions/open-graph.ts";
import type { Ref } from "../../src/shard/records.ts";
import { useStore } from "../app/store-context.ts";
import { refHref } from "../data/objects.ts";
import { Name } from "./text.tsx";

/** A reference: a link where somebody has explored what it leads to, else a text that says whose that is. */
export function RefLink({ of, to }: { of: Release; to: Ref }) {
  const store = useStore();
  const href = refHref(store, of, to);
  const id = (typeof to === "string" ? to : to.id).replace(/^builtins\./, "");
  const whose = ownerText(to);
  return (
    <span class="ref">
      {href === undefined ? (
        <Name text={id} />
      ) : (
        <a href={href}>
          <Name text={id} />
        </a>
      )}
      {whose !== "" && <span class="ref-owner"> {whose}</span>}
    </span>
  );
}

function ownerText(to: Ref): string {
  if (typeof to === "string") {
    return "";
  }
  if ("python" in to) {
    return to.id.startsWith("builtins.") ? "" : `Python ${to.python}`;
  }
  return to.distribution === null ? "owner unknown" : `${to.distribution} ${to.version}`;
}
