/** The field that everything is found by: results while somebody types, arrows and Enter to go there, `/` to get here. */

import { useEffect, useRef, useState } from "preact/hooks";
import { useAnswer } from "../data/cached.ts";
import { packagesCalled, searchObjects } from "../data/search.ts";
import type { ViewedStore } from "../data/store.ts";
import { plainText } from "../docstrings/summary.ts";
import { Kind } from "../parts/kind.tsx";
import { Name } from "../parts/text.tsx";
import { navigate, setOptions } from "./navigation.ts";
import { hrefOf, objectHref, packageHref, type Route } from "./route.ts";

const MOST_SHOWN = 8;
/** So long nobody types before the index is asked. */
const PAUSE_MILLISECONDS = 90;

interface Entry {
  href: string;
  kind: string;
  name: string;
  of: string;
  summary: string;
}

/** The search field. */
export function SearchBox({ route, store }: { route: Route; store: ViewedStore | undefined }) {
  const input = useRef<HTMLInputElement>(null);
  const asked = route.page === "search" ? (route.options.q ?? "") : "";
  const [text, setText] = useState(asked);
  const [isOpen, setOpen] = useState(false);
  const [chosen, setChosen] = useState(-1);
  const query = usePaused(text, PAUSE_MILLISECONDS);
  const isPage = route.page === "search";
  const entries = useEntries(store, isPage || !isOpen ? "" : query, query);

  useSlash(input);
  // whoever moves on has found what they looked for.
  useEffect(() => {
    setOpen(false);
    setChosen(-1);
    setText(isPage ? asked : "");
  }, [hrefOf({ ...route, options: {} } as Route)]);

  const typed = (value: string) => {
    setText(value);
    setChosen(-1);
    setOpen(value.trim() !== "");
    if (isPage) {
      setOptions(route, { q: value });
    }
  };
  const go = (href: string) => {
    input.current?.blur();
    setOpen(false);
    navigate(href);
  };
  const all = hrefOf({ page: "search", options: { q: text } });
  const isListed = isOpen && !isPage && entries.list.length > 0;
  const pressed = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      if (isPage) {
        document.querySelector<HTMLElement>("[data-result]")?.focus();
      } else {
        const count = entries.list.length;
        setOpen(text.trim() !== "");
        setChosen(((chosen + 1 + step + count + 1) % (count + 1)) - 1);
      }
    } else if (event.key === "Enter" && text.trim() !== "") {
      event.preventDefault();
      go(entries.list[chosen]?.href ?? all);
    } else if (event.key === "Escape") {
      isListed ? setOpen(false) : input.current?.blur();
    }
  };
  return (
    <search class="search">
      <input
        ref={input}
        type="search"
        role="combobox"
        aria-label="Search packages, modules, classes and functions"
        aria-expanded={isListed}
        aria-controls="found"
        aria-autocomplete="list"
        aria-activedescendant={isListed && chosen >= 0 ? `found-${chosen}` : undefined}
        placeholder="Search names and summaries"
        autocomplete="off"
        autocapitalize="off"
        spellcheck={false}
        value={text}
        onInput={(event) => typed(event.currentTarget.value)}
        onFocus={() => setOpen(text.trim() !== "")}
        onBlur={() => setOpen(false)}
        onKeyDown={pressed}
      />
      <span class="key" aria-hidden="true">
        /
      </span>
      <Found isListed={isListed} entries={entries} chosen={chosen} go={go} all={all} text={text} />
    </search>
  );
}

interface FoundProps {
  isListed: boolean;
  entries: Entries;
  chosen: number;
  go: (href: string) => void;
  all: string;
  text: string;
}

/** What was found so far. It is not clicked but pressed on: the field loses focus between the two. */
function Found({ isListed, entries, chosen, go, all, text }: FoundProps) {
  return (
    <div class="found" hidden={!isListed}>
      <div id="found" role="listbox" aria-label="Found">
        {entries.list.map((entry, index) => (
          <div
            key={entry.href}
            id={`found-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === chosen}
            class="found-entry"
            onMouseDown={(event) => {
              event.preventDefault();
              go(entry.href);
            }}
          >
            <Kind kind={entry.kind} />
            <span class="found-name">
              <Name text={entry.name} />
            </span>
            <span class="found-of">{entry.of}</span>
            <span class="found-summary" dir="auto">
              {entry.summary}
            </span>
          </div>
        ))}
      </div>
      <div
        class="found-all"
        aria-hidden="true"
        onMouseDown={(event) => {
          event.preventDefault();
          go(all);
        }}
      >
        All that is found for “{text.trim()}” <kbd>Enter</kbd>
      </div>
    </div>
  );
}

interface Entries {
  list: readonly Entry[];
}

function useEntries(store: ViewedStore | undefined, query: string, fallback: string): Entries {
  const isAsked = store !== undefined && query.trim() !== "";
  const answer = useAnswer(isAsked ? `box ${query}` : undefined, () =>
    searchObjects(store as ViewedStore, query, undefined, MOST_SHOWN),
  );
  const before = useRef<readonly Entry[]>([]);
  if (!isAsked || fallback === "") {
    before.current = [];
    return { list: [] };
  }
  const packages = packagesCalled(store.graph, query, 4).map((hit) => ({
    href: packageHref(hit.distribution),
    ...{ kind: "package", name: hit.distribution, of: hit.version },
    summary: hit.importNames.filter((name) => name !== hit.distribution).join(", "),
  }));
  if (answer.status !== "done") {
    // What was found for fewer letters stands until there is better: nothing jumps.
    const kept = before.current.filter((one) => one.kind !== "package");
    return { list: [...packages, ...kept].slice(0, MOST_SHOWN) };
  }
  const objects = answer.value.hits.map((hit) => ({
    href: objectHref(hit.distribution, undefined, hit.name),
    ...{ kind: hit.kind, name: hit.name, of: hit.distribution, summary: plainText(hit.summary ?? "") },
  }));
  before.current = [...packages, ...objects].slice(0, MOST_SHOWN);
  return { list: before.current };
}

function usePaused(text: string, milliseconds: number): string {
  const [paused, setPaused] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setPaused(text), milliseconds);
    return () => clearTimeout(timer);
  }, [text, milliseconds]);
  return paused;
}

/** `/` leads to the field from everywhere but where something is typed. */
function useSlash(input: { current: HTMLInputElement | null }): void {
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement;
      const isTyped = target.matches?.("input, textarea, select, [contenteditable]");
      if (event.key === "/" && !isTyped && !event.ctrlKey && !event.metaKey && !event.altKey) {
        event.preventDefault();
        input.current?.focus();
        input.current?.select();
      }
    };
    addEventListener("keydown", pressed);
    return () => removeEventListener("keydown", pressed);
  }, [input]);
}
