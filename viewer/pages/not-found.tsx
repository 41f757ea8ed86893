import { useTitle } from "../app/title.ts";

/** An address that leads nowhere. */
export function NotFound({ address }: { address: string }) {
  useTitle("Not found");
  return (
    <div class="page narrow">
      <h1>Nothing has this address</h1>
      <p>
        <code class="path">#{address}</code> is none of the addresses of this page. Search for what you look
        for, or begin with <a href="#/">all packages</a>.
      </p>
    </div>
  );
}
