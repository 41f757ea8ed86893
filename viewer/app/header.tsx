import type { ViewedStore } from "../data/store.ts";
import { hrefOf, type Route } from "./route.ts";
import { SearchBox } from "./search-box.tsx";

/** What stands above each page. */
export function Header({ route, store }: { route: Route; store: ViewedStore | undefined }) {
  const isRuns = route.page === "runs";
  return (
    <header class="top">
      <div class="top-inside">
        <a class="brand" href="#/" aria-label="importgraph">
          <svg viewBox="0 0 20 20" width="20" height="20" aria-hidden="true">
            <path d="M4 4 16 10 4 16" class="brand-lines" />
            <circle cx="4" cy="4" r="3" />
            <circle cx="16" cy="10" r="3" />
            <circle cx="4" cy="16" r="3" />
          </svg>
          <span>importgraph</span>
        </a>
        <SearchBox route={route} store={store} />
        <nav aria-label="Store">
          <a
            href={hrefOf({ page: "runs", options: {} })}
            aria-current={isRuns ? "page" : undefined}
            title={store === undefined ? undefined : `${store.address}`}
          >
            {store?.run === undefined ? "Runs" : `Run ${store.run}`}
          </a>
        </nav>
      </div>
    </header>
  );
}
