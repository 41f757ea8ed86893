/** Where the page is: the route of the address, and moving to another one. */

import { useEffect, useState } from "preact/hooks";
import { hrefOf, type Options, parseRoute, type Route } from "./route.ts";

const listeners = new Set<() => void>();

/** How far each entry of the history was scrolled. */
const scrolled = new Map<string, number>();

interface EntryState {
  key: string;
}

function entryKey(): string {
  return (history.state as EntryState | null)?.key ?? "first";
}

/** Whether the last move was one back or forward, where people find what they left. */
let isReturning = false;

/** Goes to an address of the page. */
export function navigate(href: string, { replace = false } = {}): void {
  scrolled.set(entryKey(), window.scrollY);
  const state: EntryState = {
    key: replace ? entryKey() : (crypto.randomUUID?.() ?? String(performance.now())),
  };
  history[replace ? "replaceState" : "pushState"](state, "", href);
  isReturning = replace;
  tell();
}

function tell(): void {
  for (const listener of listeners) {
    listener();
  }
}

/** Watches the address, and clicks on links that stay on the page. */
export function startNavigation(): void {
  history.scrollRestoration = "manual";
  let current = entryKey();
  addEventListener("scroll", () => scrolled.set(current, window.scrollY), { passive: true });
  addEventListener("popstate", () => {
    isReturning = true;
    tell();
    current = entryKey();
  });
  listeners.add(() => {
    current = entryKey();
  });
  document.addEventListener("click", (event) => {
    const link = (event.target as Element | null)?.closest?.("a");
    const href = link?.getAttribute("href");
    const isPlain =
      event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
    if (href?.startsWith("#/") === true && isPlain && !link?.hasAttribute("download")) {
      event.preventDefault();
      navigate(href);
    }
  });
}

/** The route of the address, as it changes. */
export function useRoute(): Route {
  const [route, setRoute] = useState(() => parseRoute(location.hash));
  useEffect(() => {
    const listener = () => setRoute(parseRoute(location.hash));
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
    };
  }, []);
  return route;
}

/** Puts what a view shows of itself into the address, in place of what was there. */
export function setOptions(route: Route, options: Options): void {
  const next = { ...route, options: { ...route.options, ...options } } as Route;
  navigate(hrefOf(next), { replace: true });
}

/** The address of the same page with other options. */
export function hrefWith(route: Route, options: Options): string {
  return hrefOf({ ...route, options: { ...route.options, ...options } } as Route);
}

/** Scrolls to where people were, or to the top, once a page is there; tells whether the page was gone back to. */
export function settle(): boolean {
  const to = isReturning ? (scrolled.get(entryKey()) ?? 0) : 0;
  window.scrollTo(0, to);
  return isReturning;
}
