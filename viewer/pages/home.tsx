import { countText } from "../../src/exec/figure.ts";
import { STANDARD_LIBRARY } from "../../src/releases/project-name.ts";
import { setOptions } from "../app/navigation.ts";
import { hrefOf, packageHref, type Route } from "../app/route.ts";
import { useTitle } from "../app/title.ts";
import { newestOfEach, type PackageHit } from "../data/search.ts";
import type { ViewedStore } from "../data/store.ts";
import { Empty } from "../parts/answer.tsx";

/** The first page: all packages. */
export function Home({ route, store }: { route: Route; store: ViewedStore }) {
  useTitle("Packages");
  const all = newestOfEach(store.graph);
  const filter = (route.options.filter ?? "").toLowerCase();
  const shown = all.filter(({ distribution, importNames }) =>
    [distribution, ...importNames].some((name) => name.toLowerCase().includes(filter)),
  );
  return (
    <div class="page">
      <div class="lead">
        <h1>What Python packages offer, and who uses it</h1>
        <p>
          {countText(all.length, "package")}
          {store.run !== undefined && (
            <>
              , as of run <a href={hrefOf({ page: "runs", run: store.run, options: {} })}>{store.run}</a>
            </>
          )}
          . Press <kbd>/</kbd> and type a name, part of one, or what it is for: <Example q="read csv" />,{" "}
          <Example q="Session.get" />, <Example q="requests: adapter" />.
        </p>
      </div>
      {all.length > 12 && (
        <label class="filter">
          <span>Filter packages</span>
          <input
            type="search"
            value={route.options.filter ?? ""}
            onInput={(event) => setOptions(route, { filter: event.currentTarget.value })}
          />
        </label>
      )}
      {shown.length === 0 && <Empty>No package is called so.</Empty>}
      <ul class="packages">
        {shown.map((hit) => (
          <PackageEntry key={hit.distribution} hit={hit} />
        ))}
      </ul>
    </div>
  );
}

function PackageEntry({ hit: { distribution, version, importNames } }: { hit: PackageHit }) {
  const isLibrary = distribution === STANDARD_LIBRARY;
  const others = isLibrary ? ["standard library"] : importNames.filter((name) => name !== distribution);
  return (
    <li>
      <a href={packageHref(distribution)}>
        <bdi class="packages-name">{distribution}</bdi>
        <span class="packages-version">{version}</span>
        {others.length > 0 && <bdi class="packages-imports">{others.slice(0, 3).join(", ")}</bdi>}
      </a>
    </li>
  );
}

function Example({ q }: { q: string }) {
  return <a href={hrefOf({ page: "search", options: { q } })}>{q}</a>;
}
