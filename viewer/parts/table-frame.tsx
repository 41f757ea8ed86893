import type { ComponentChildren } from "preact";

/** A table that scrolls by itself where it is wider than the page: by the keyboard, too. */
export function TableFrame({ label, children }: { label: string; children: ComponentChildren }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard.
    <section class="table-frame" tabIndex={0} aria-label={`${label}: table`}>
      {children}
    </section>
  );
}
