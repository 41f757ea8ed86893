/** A module, class, function or value. */

import type { NodeView } from "../../../src/ask/view.ts";
import type { Release } from "../../../src/graph/questions/open-graph.ts";
import { hrefOf, objectHref, packageHref, type Route } from "../../app/route.ts";
import { useTitle } from "../../app/title.ts";
import { useAnswer } from "../../data/cached.ts";
import { objectNamed } from "../../data/objects.ts";
import { chosenRelease } from "../../data/releases.ts";
import type { ViewedStore } from "../../data/store.ts";
import { Failed, Waiting } from "../../parts/answer.tsx";
import { Kind, kindName } from "../../parts/kind.tsx";
import { RefLink } from "../../parts/ref.tsx";
import { Name } from "../../parts/text.tsx";
import { UnknownPackage } from "../unknown-package.tsx";
import { Facts } from "./facts.tsx";
import { ObjectContent } from "./object-content.tsx";
import { UsedBy } from "./used-by.tsx";

type ObjectRoute = Extract<Route, { page: "object" }>;

/** The page of one object. */
export function ObjectPage({ route, store }: { route: ObjectRoute; store: ViewedStore }) {
  const { distribution, version, name } = route;
  useTitle(name, distribution);
  const chosen = useAnswer(`chosen ${distribution} ${version}`, () =>
    chosenRelease(store, distribution, version),
  );
  const release = chosen.status === "done" ? chosen.value?.release : undefined;
  const answer = useAnswer(release && `object ${release.shard} ${name}`, () =>
    objectNamed(store, release as Release, name),
  );
  if (chosen.status === "done" && chosen.value === undefined) {
    return <UnknownPackage distribution={distribution} />;
  }
  return (
    <div class="page object">
      <Path route={route} release={release} />
      {chosen.status === "done" && chosen.value?.isExact === false && (
        <p class="notice">
          {distribution} {version} is not here: this is {release?.version}, the nearest that is.
        </p>
      )}
      {chosen.status === "failed" && <Failed error={chosen.error} retry={chosen.retry} />}
      {answer.status === "loading" && <ObjectWaiting name={name} />}
      {answer.status === "failed" && <Failed error={answer.error} retry={answer.retry} />}
      {answer.status === "done" &&
        release !== undefined &&
        (answer.value.found ? (
          <Found view={answer.value.view} release={release} route={route} store={store} />
        ) : (
          <Missing name={name} reached={answer.value.reached} missing={answer.value.missing} route={route} />
        ))}
    </div>
  );
}

function ObjectWaiting({ name }: { name: string }) {
  return (
    <>
      <h1 class="object-title">
        <Name text={lastOf(name)} />
      </h1>
      <Waiting lines={8} />
    </>
  );
}

/** Where the object stands: the package, and each name of the dotted one. */
function Path({ route, release }: { route: ObjectRoute; release: Release | undefined }) {
  const { distribution, version, name } = route;
  const parts = name.split(/(?<=[.:])/);
  return (
    <nav class="path-nav" aria-label="Where it stands">
      <a href={packageHref(distribution, version)}>
        {distribution} <span class="quiet">{release?.version ?? version}</span>
      </a>
      <span aria-hidden="true"> / </span>
      {parts.map((part, index) => {
        const whole = parts.slice(0, index + 1).join("");
        const isLast = index === parts.length - 1;
        return isLast ? (
          <span key={whole} aria-current="page">
            <bdi>{part}</bdi>
          </span>
        ) : (
          <>
            <a key={whole} href={objectHref(distribution, version, whole.slice(0, -1))}>
              <bdi>{part.slice(0, -1)}</bdi>
            </a>
            {part.slice(-1)}
            <wbr />
          </>
        );
      })}
    </nav>
  );
}

function Found({
  view,
  release,
  route,
  store,
}: {
  view: NodeView;
  release: Release;
  route: ObjectRoute;
  store: ViewedStore;
}) {
  const { node, ref } = view.resolution.found ? view.resolution : { node: undefined, ref: route.name };
  if (node === undefined) {
    return (
      <>
        <h1 class="object-title">
          <Name text={lastOf(route.name)} />
        </h1>
        <p>
          This name leads to <RefLink of={release} to={ref} />
          {typeof ref !== "string" && ", which is not part of this package"}.
        </p>
      </>
    );
  }
  return (
    <div class="object-columns">
      <div class="object-main">
        <h1 class="object-title">
          <Kind kind={node.kind} />
          <Name text={node.kind === "module" ? node.id : lastOf(route.name)} />
          <span class="object-kind">{kindName(node.kind)}</span>
          {node.deprecated !== undefined && <span class="tag tag-deprecated">deprecated</span>}
        </h1>
        <ObjectContent view={view} node={node} release={release} route={route} store={store} />
        {node.kind !== "module" && <UsedBy store={store} release={release} id={node.id} />}
      </div>
      <Facts view={view} node={node} release={release} store={store} route={route} />
    </div>
  );
}

function Missing({
  name,
  reached,
  missing,
  route,
}: {
  name: string;
  reached: string;
  missing: string;
  route: ObjectRoute;
}) {
  return (
    <>
      <h1 class="object-title">
        <Name text={name} />
      </h1>
      <p>
        {reached === "" ? (
          <>No module of this package is called “{missing}”.</>
        ) : (
          <>
            <a href={objectHref(route.distribution, route.version, reached)}>{reached}</a> has nothing called
            “{missing}”.
          </>
        )}{" "}
        <a href={hrefOf({ page: "search", options: { q: missing } })}>Search for “{missing}”</a> in all
        packages.
      </p>
    </>
  );
}

function lastOf(name: string): string {
  return name.split(/[.:]/).at(-1) ?? name;
}
