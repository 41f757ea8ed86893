/** A text as it stands, line by line. */
export function Verbatim({ text }: { text: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard.
    <pre class="verbatim" tabIndex={0}>
      {text}
    </pre>
  );
}
