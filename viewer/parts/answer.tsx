/** What stands where an answer is to be, until it is there, and where it cannot be had. */

import type { ComponentChildren } from "preact";
import { type Answer, useAnswer } from "../data/cached.ts";
import { explain, type Failure } from "../data/failures.ts";

/** Lines that stand for what is still to come. They take about its place. */
export function Waiting({ lines = 4, what = "Loading" }: { lines?: number; what?: string }) {
  return (
    <div class="waiting" role="status">
      <span class="unseen">{what} …</span>
      {Array.from({ length: lines }, (_, index) => (
        <span key={String(index)} class={`line line-${index % 4}`} aria-hidden="true" />
      ))}
    </div>
  );
}

/** An error, and what can be done. */
export function Failed({ error, retry }: { error: unknown; retry?: (() => void) | undefined }) {
  const answer = useAnswer(`failure ${keyOf(error)}`, () => explain(error));
  const failure: Partial<Failure> = answer.status === "done" ? answer.value : {};
  return (
    <div class="notice notice-error" role="alert">
      <p class="notice-title">{failure.title ?? "This could not be shown"}</p>
      {failure.message !== undefined && (
        <p>
          {sentence(failure.message)} {failure.fix !== undefined && sentence(failure.fix)}
        </p>
      )}
      {failure.file !== undefined && failure.file !== "" && (
        <p>
          <code class="path">{failure.file}</code>
        </p>
      )}
      {retry !== undefined && (
        <p>
          <button type="button" onClick={retry}>
            Try again
          </button>
        </p>
      )}
    </div>
  );
}

const keys = new WeakMap<object, number>();
let lastKey = 0;

/** Each error is explained once. */
function keyOf(error: unknown): string {
  if (typeof error !== "object" || error === null) {
    return String(error);
  }
  const key = keys.get(error) ?? ++lastKey;
  keys.set(error, key);
  return String(key);
}

function sentence(text: string): string {
  const first = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(first) ? first : `${first}.`;
}

/** Shows an answer once it is there. */
export function When<T>({
  answer,
  lines,
  children,
}: {
  answer: Answer<T>;
  lines?: number;
  children: (value: T) => ComponentChildren;
}) {
  if (answer.status === "loading") {
    return <Waiting {...(lines !== undefined && { lines })} />;
  }
  if (answer.status === "failed") {
    return <Failed error={answer.error} retry={answer.retry} />;
  }
  return <>{children(answer.value)}</>;
}

/** Nothing is there, which is no error. */
export function Empty({ children }: { children: ComponentChildren }) {
  return <p class="empty">{children}</p>;
}
