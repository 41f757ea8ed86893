import { hrefOf } from "../app/route.ts";
import { useTitle } from "../app/title.ts";

/** A package that the graph does not have. */
export function UnknownPackage({ distribution }: { distribution: string }) {
  useTitle(distribution);
  return (
    <div class="page narrow">
      <h1>
        <bdi>{distribution}</bdi> has not been explored
      </h1>
      <p>
        This store has no release of it. <code>./scripts/importgraph explore NAME</code> explores a package on
        your own machine; a pull request that adds it to <code>pkginfo/</code> brings it into the next run.{" "}
        <a href={hrefOf({ page: "search", options: { q: distribution } })}>Search for its name</a> in what is
        here, or see <a href="#/">all packages</a>.
      </p>
    </div>
  );
}
