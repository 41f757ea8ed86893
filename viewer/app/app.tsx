/** The frame of all pages: opens the store, and shows what the address means. */

import { useEffect, useRef } from "preact/hooks";
import { useAnswer } from "../data/cached.ts";
import { openStore, type ViewedStore } from "../data/store.ts";
import { Compare } from "../pages/compare/compare.tsx";
import { Home } from "../pages/home.tsx";
import { NotFound } from "../pages/not-found.tsx";
import { ObjectPage } from "../pages/object/object-page.tsx";
import { PackagePage } from "../pages/package/package-page.tsx";
import { Runs } from "../pages/runs/runs.tsx";
import { SearchPage } from "../pages/search-page.tsx";
import { Failed, Waiting } from "../parts/answer.tsx";
import { Boundary } from "../parts/boundary.tsx";
import { Header } from "./header.tsx";
import { settle, useRoute } from "./navigation.ts";
import { hrefOf, type Route } from "./route.ts";
import { StoreContext } from "./store-context.ts";

/** The whole page. */
export function App() {
  const route = useRoute();
  const store = useAnswer("store", openStore);
  useSettled(route);
  const opened = store.status === "done" ? store.value : undefined;
  return (
    <StoreContext.Provider value={opened}>
      <button type="button" class="skip" onClick={() => document.getElementById("content")?.focus()}>
        Skip to the content
      </button>
      <Header route={route} store={opened} />
      <main id="content" tabIndex={-1}>
        {store.status === "loading" && <Waiting lines={6} what="Opening the store" />}
        {store.status === "failed" && <Failed error={store.error} retry={store.retry} />}
        {opened !== undefined && (
          <Boundary key={hrefOf({ ...route, options: {} } as Route)}>
            <Page route={route} store={opened} />
          </Boundary>
        )}
      </main>
    </StoreContext.Provider>
  );
}

/** Who moves to another page begins at its top, with the keyboard and a screen reader too; who goes back, where they were. */
function useSettled(route: Route): void {
  const key = hrefOf({ ...route, options: {} } as Route);
  const before = useRef(key);
  useEffect(() => {
    if (before.current === key) {
      return;
    }
    before.current = key;
    settle();
    const isTyping = document.activeElement instanceof HTMLInputElement;
    if (!isTyping) {
      document.getElementById("content")?.focus({ preventScroll: true });
    }
  }, [key]);
}

function Page({ route, store }: { route: Route; store: ViewedStore }) {
  switch (route.page) {
    case "home":
      return <Home route={route} store={store} />;
    case "search":
      return <SearchPage route={route} store={store} />;
    case "package":
      return <PackagePage route={route} store={store} />;
    case "object":
      return <ObjectPage route={route} store={store} />;
    case "compare":
      return <Compare route={route} store={store} />;
    case "runs":
      return <Runs route={route} store={store} />;
    case "unknown":
      return <NotFound address={route.address} />;
  }
}
