/** Two releases of a package side by side. */

import type { NoticedChange } from "../../../src/diff/noticed.ts";
import { countText } from "../../../src/exec/figure.ts";
import { newestFirst } from "../../../src/graph/questions/releases.ts";
import { normalizeName } from "../../../src/releases/project-name.ts";
import { navigate } from "../../app/navigation.ts";
import { hrefOf, packageHref, type Route } from "../../app/route.ts";
import { useTitle } from "../../app/title.ts";
import { useAnswer } from "../../data/cached.ts";
import { historyOf } from "../../data/objects.ts";
import type { ViewedStore } from "../../data/store.ts";
import { Empty, When } from "../../parts/answer.tsx";
import { Changes } from "./changes.tsx";

type CompareRoute = Extract<Route, { page: "compare" }>;

/** The page of what changed. */
export function Compare({ route, store }: { route: CompareRoute; store: ViewedStore }) {
  const distribution = normalizeName(route.distribution);
  const versions = useAnswer(`versions ${distribution}`, () => knownVersions(store, distribution));
  const list = versions.status === "done" ? versions.value : [];
  const now = route.now ?? list[0];
  const old = route.old ?? list[1];
  useTitle(`${old ?? ""} → ${now ?? ""}`, distribution);
  return (
    <div class="page">
      <nav class="path-nav" aria-label="Where it stands">
        <a href={packageHref(distribution)}>{distribution}</a>
        <span aria-hidden="true"> / </span>
        <span aria-current="page">changes</span>
      </nav>
      <h1>
        What changed in <bdi>{distribution}</bdi>
      </h1>
      <form class="compare-form" onSubmit={(event) => event.preventDefault()}>
        <Choice label="From" value={old} list={list} choose={(one) => go(route, one, now)} />
        <span aria-hidden="true">→</span>
        <Choice label="To" value={now} list={list} choose={(one) => go(route, old, one)} />
      </form>
      {versions.status === "done" && list.length < 2 && (
        <Empty>
          Only one release of it was explored. <code>./scripts/importgraph history {distribution}</code>{" "}
          explores older ones.
        </Empty>
      )}
      {old !== undefined && now !== undefined && (
        <Difference {...{ store, distribution, old, now }} level={route.options.level} route={route} />
      )}
    </div>
  );
}

function go(route: CompareRoute, old: string | undefined, now: string | undefined): void {
  navigate(
    hrefOf({
      ...route,
      ...(old !== undefined && { old }),
      ...(old !== undefined && now !== undefined && { now }),
    }),
  );
}

function Choice({
  label,
  value,
  list,
  choose,
}: {
  label: string;
  value: string | undefined;
  list: readonly string[];
  choose: (version: string) => void;
}) {
  const all = value === undefined || list.includes(value) ? list : [value, ...list];
  return (
    <label>
      <span>{label}</span>
      <select value={value} onChange={(event) => choose(event.currentTarget.value)}>
        {all.map((one) => (
          <option key={one} selected={one === value}>
            {one}
          </option>
        ))}
      </select>
    </label>
  );
}

async function knownVersions(store: ViewedStore, distribution: string): Promise<string[]> {
  const history = await historyOf(store, distribution).catch(() => undefined);
  const all = [
    ...store.graph.releasesOf(distribution).map(({ version }) => version),
    ...(history?.document.releases ?? []).map(({ version }) => version),
  ];
  return newestFirst([...new Set(all)].map((version) => ({ version }))).map(({ version }) => version);
}

function Difference({
  store,
  distribution,
  old,
  now,
  route,
}: {
  store: ViewedStore;
  distribution: string;
  old: string;
  now: string;
  level: string | undefined;
  route: CompareRoute;
}) {
  const answer = useAnswer(`compare ${distribution} ${old} ${now}`, async () => {
    const { compareReleases } = await import("../../data/comparison.ts");
    return await compareReleases(store, distribution, old, now);
  });
  return (
    <When answer={answer} lines={10}>
      {(found) =>
        "absent" in found ? (
          <p class="notice">
            The store does not have the shard of {distribution} {found.absent}, which is what changes are
            found in. On your own machine{" "}
            <code>
              ./scripts/importgraph diff {distribution}=={old} {now}
            </code>{" "}
            explores and compares both.
          </p>
        ) : found.changes.length === 0 ? (
          <Empty>Nothing that others can see has changed.</Empty>
        ) : (
          <>
            {found.unknown.length > 0 && (
              <p class="quiet">
                Of {countText(found.unknown.length, "name")} nobody knows: their modules could not be imported
                in both.
              </p>
            )}
            <Changes
              changes={found.changes as readonly NoticedChange[]}
              {...{ distribution, old, now, route }}
            />
          </>
        )
      }
    </When>
  );
}
