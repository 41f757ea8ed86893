/** Names and instants as text. */

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

/** `2026-11-30 08:49 UTC` of an instant. */
export function instantText(instant: string): string {
  return `${instant.slice(0, 10)} ${instant.slice(11, 16)} UTC`;
}
