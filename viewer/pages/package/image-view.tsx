/** What the image of a release was made of: its Dockerfile, and what the locks install. */

import { packageHref } from "../../app/route.ts";
import { useAnswer } from "../../data/cached.ts";
import {
  type LockedDistribution,
  lockedDistributions,
  type RecipeFile,
  recipeOf,
} from "../../data/recipe.ts";
import type { ViewedStore } from "../../data/store.ts";
import { Empty, When } from "../../parts/answer.tsx";
import { Verbatim } from "../../parts/verbatim.tsx";
import type { ViewProps } from "./package-page.tsx";

/** The view of what was built. */
export function ImageView({ store, chosen: { release } }: ViewProps) {
  const answer = useAnswer(`recipe of ${release.shard}`, () => recipeOf(store, release));
  return (
    <When answer={answer} lines={12}>
      {(files) =>
        files === undefined ? (
          <Empty>
            This store does not tell what its image was made of: it is the standard library, or an earlier
            version explored it.
          </Empty>
        ) : (
          files.map((file) => <File key={file.name} file={file} store={store} own={release.distribution} />)
        )
      }
    </When>
  );
}

function File({ file: { name, text }, store, own }: { file: RecipeFile; store: ViewedStore; own: string }) {
  const locked = lockedDistributions(text);
  return (
    <section class="group" aria-label={name}>
      <h2>
        {name} {locked.length > 0 && <span class="count">{locked.length}</span>}
      </h2>
      {locked.length === 0 ? (
        <Verbatim text={text} />
      ) : (
        <>
          <Locked {...{ locked, store, own }} />
          <details class="traceback">
            <summary>The lock, with the hashes of its files</summary>
            <Verbatim text={text} />
          </details>
        </>
      )}
    </section>
  );
}

function Locked({
  locked,
  store: { graph },
  own,
}: {
  locked: readonly LockedDistribution[];
  store: ViewedStore;
  own: string;
}) {
  return (
    <ul class="locked">
      {locked.map(({ name, version }) => (
        <li key={name}>
          {graph.releasesOf(name).length > 0 && name !== own ? (
            <a href={packageHref(name)}>{name}</a>
          ) : (
            <bdi>{name}</bdi>
          )}{" "}
          <span class="quiet">{version}</span>
        </li>
      ))}
    </ul>
  );
}
