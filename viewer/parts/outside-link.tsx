/**
 * A link out of this page. Whoever wrote the package chose its text, so where it leads is said beside it.
 *
 * @param href an address of the web that was checked
 */
export function OutsideLink({ text, href }: { text: string; href: string }) {
  const isAddress = text === href || href === `${text}/`;
  return (
    <a href={href} rel="noopener noreferrer nofollow" class="outside">
      {isAddress ? text : `${text} (${new URL(href).host})`}
    </a>
  );
}
