/** A package: what it is, and its views. */

import type { ComponentType } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { navigate } from "../../app/navigation.ts";
import { hrefOf, type PackageView, packageHref, type Route } from "../../app/route.ts";
import { useStore } from "../../app/store-context.ts";
import { useTitle } from "../../app/title.ts";
import { useAnswer } from "../../data/cached.ts";
import { type ChosenRelease, chosenRelease, figuresOf } from "../../data/releases.ts";
import type { ViewedStore } from "../../data/store.ts";
import { Failed, Waiting, When } from "../../parts/answer.tsx";
import { UnknownPackage } from "../unknown-package.tsx";
import { DependentsView } from "./dependents-view.tsx";
import { HistoryView } from "./history-view.tsx";
import { ModulesView } from "./modules-view.tsx";
import { Overview } from "./overview.tsx";
import { PictureView } from "./picture-view.tsx";
import { ProblemsView } from "./problems-view.tsx";

export type PackageRoute = Extract<Route, { page: "package" }>;

/** What each view of a package gets. */
export interface ViewProps {
  route: PackageRoute;
  store: ViewedStore;
  chosen: ChosenRelease;
}

const TABS: readonly [PackageView, string][] = [
  ["overview", "Overview"],
  ["modules", "Modules"],
  ["requirements", "Requirements"],
  ["dependents", "Used by"],
  ["problems", "Problems"],
  ["image", "Image"],
  ["history", "History"],
  ["imports", "Import graph"],
  ["loading", "What it loads"],
  ["around", "Around it"],
];

/** The page of a package. */
export function PackagePage({ route, store }: { route: PackageRoute; store: ViewedStore }) {
  const { distribution, version, view } = route;
  const title = TABS.find(([one]) => one === view)?.[1] ?? "";
  useTitle(...(view === "overview" ? [distribution] : [title, distribution]));
  const answer = useAnswer(`chosen ${distribution} ${version}`, () =>
    chosenRelease(store, distribution, version),
  );
  if (answer.status === "loading") {
    return (
      <div class="page">
        <h1>{distribution}</h1>
        <Waiting lines={8} />
      </div>
    );
  }
  if (answer.status === "failed") {
    return (
      <div class="page">
        <Failed error={answer.error} retry={answer.retry} />
      </div>
    );
  }
  if (answer.value === undefined) {
    return <UnknownPackage distribution={distribution} />;
  }
  return (
    <div class="page package">
      <Head route={route} chosen={answer.value} />
      <Tabs route={route} />
      <View route={route} store={store} chosen={answer.value} />
    </div>
  );
}

function Tabs({ route: { distribution, version, view } }: { route: PackageRoute }) {
  const current = useRef<HTMLAnchorElement>(null);
  // On a narrow screen, the view that is shown may be out of sight.
  useEffect(() => {
    const { current: link } = current;
    const bar = link?.parentElement;
    if (link && bar && bar.scrollWidth > bar.clientWidth) {
      bar.scrollLeft = link.offsetLeft - (bar.clientWidth - link.offsetWidth) / 2;
    }
  });
  return (
    <nav class="tabs" aria-label="Views of the package">
      {TABS.map(([one, name]) => (
        <a
          key={one}
          ref={one === view ? current : null}
          href={packageHref(distribution, version, one)}
          aria-current={one === view ? "page" : undefined}
        >
          {name}
        </a>
      ))}
    </nav>
  );
}

function Head({
  route,
  chosen: { release, versions, isExact },
}: {
  route: PackageRoute;
  chosen: ChosenRelease;
}) {
  const store = useStore();
  const figures = useAnswer(`figures ${release.shard}`, () => figuresOf(store, release));
  const row = figures.status === "done" ? figures.value : undefined;
  return (
    <>
      <div class="package-head">
        <h1>
          <bdi>{String(row?.display_name ?? release.distribution)}</bdi>
        </h1>
        <VersionChoice route={route} version={release.version} versions={versions} />
        <span class="quiet">Python {release.python}</span>
      </div>
      {!isExact && (
        <p class="notice">
          {release.distribution} {route.version} is not here: this is {release.version}, the nearest that is.
        </p>
      )}
    </>
  );
}

function VersionChoice({
  route,
  version,
  versions,
}: {
  route: PackageRoute;
  version: string;
  versions: readonly string[];
}) {
  if (versions.length < 2) {
    return <span class="version">{version}</span>;
  }
  return (
    <select
      class="version"
      aria-label="Version"
      value={version}
      onChange={(event) => navigate(hrefOf({ ...route, version: event.currentTarget.value }))}
    >
      {versions.map((one) => (
        <option key={one}>{one}</option>
      ))}
    </select>
  );
}

/** A view that is loaded with the first look at it. */
function Later({ load, ...props }: ViewProps & { load: () => Promise<ComponentType<ViewProps>> }) {
  const answer = useAnswer(`view ${props.route.view}`, load);
  return (
    <When answer={answer} lines={10}>
      {(Loaded) => <Loaded {...props} />}
    </When>
  );
}

function View(props: ViewProps) {
  switch (props.route.view) {
    case "overview":
      return <Overview {...props} />;
    case "modules":
      return <ModulesView {...props} />;
    case "requirements":
      return (
        <Later load={async () => (await import("./requirements-view.tsx")).RequirementsView} {...props} />
      );
    case "dependents":
      return <DependentsView {...props} />;
    case "problems":
      return <ProblemsView {...props} />;
    case "image":
      return <Later load={async () => (await import("./image-view.tsx")).ImageView} {...props} />;
    case "history":
      return <HistoryView {...props} />;
    case "imports":
    case "loading":
    case "around":
      return <PictureView {...props} />;
  }
}
