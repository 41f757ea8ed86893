/** What was asked for, kept for a while: going back shows at once what was there. */

import { useEffect, useState } from "preact/hooks";

/** So many answers are kept, those that were wanted last. */
const MOST_KEPT = 60;

interface Entry {
  promise: Promise<unknown>;
  /** Once it is there. */
  value?: { of: unknown };
}

const entries = new Map<string, Entry>();

/** An answer that may not be there yet. */
export type Answer<T> =
  | { status: "loading" }
  | { status: "done"; value: T }
  | { status: "failed"; error: unknown; retry: () => void };

/** Asks, unless the same was asked before. What failed is asked again by whoever wants it next. */
export function cached<T>(key: string, ask: () => Promise<T>): Promise<T> {
  return entryOf(key, ask).promise as Promise<T>;
}

function entryOf<T>(key: string, ask: () => Promise<T>): Entry {
  const known = entries.get(key);
  if (known !== undefined) {
    // Those that were wanted last stand last.
    entries.delete(key);
    entries.set(key, known);
    return known;
  }
  const entry: Entry = { promise: ask() };
  entries.set(key, entry);
  entry.promise.then(
    (value) => {
      entry.value = { of: value };
    },
    () => entries.delete(key),
  );
  for (const old of [...entries.keys()].slice(0, Math.max(0, entries.size - MOST_KEPT))) {
    entries.delete(old);
  }
  return entry;
}

/**
 * The answer to a question, for a component.
 *
 * @param key equal for equal questions; undefined: nothing is asked
 */
export function useAnswer<T>(key: string | undefined, ask: () => Promise<T>): Answer<T> {
  const [state, setState] = useState<{ key: string; answer: Answer<T> }>();
  const [attempt, setAttempt] = useState(0);
  // the key stands for the question.
  useEffect(() => {
    if (key === undefined) {
      return;
    }
    let isWanted = true;
    const tell = (answer: Answer<T>) => {
      if (isWanted) {
        setState({ key, answer });
      }
    };
    cached(key, ask).then(
      (value) => tell({ status: "done", value }),
      (error: unknown) => tell({ status: "failed", error, retry: () => setAttempt((count) => count + 1) }),
    );
    return () => {
      isWanted = false;
    };
  }, [key, attempt]);
  const known = key === undefined ? undefined : entries.get(key)?.value;
  if (known !== undefined) {
    return { status: "done", value: known.of as T };
  }
  return state?.key === key && state !== undefined ? state.answer : { status: "loading" };
}
