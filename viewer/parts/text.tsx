/** Names and figures as text. */

import { figure } from "../../src/exec/figure.ts";

/** A dotted name that may break behind its dots and underscores, in its own direction. */
export function Name({ text }: { text: string }) {
  const pieces = text.split(/(?<=[.:_/])/);
  return (
    <bdi class="name">
      {pieces.map((piece, index) => (
        <>
          {index > 0 && <wbr />}
          {piece}
        </>
      ))}
    </bdi>
  );
}

/** `1,234 modules`, `1 module`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${figure(count)} ${count === 1 ? one : many}`;
}

/** `2026-11-30 08:49 UTC` of an instant. */
export function instantText(instant: string): string {
  return `${instant.slice(0, 10)} ${instant.slice(11, 16)} UTC`;
}
