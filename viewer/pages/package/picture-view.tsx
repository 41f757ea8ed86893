/** The pictures of a package. What draws them is loaded with the first one. */

import { useAnswer } from "../../data/cached.ts";
import { takenOf } from "../../data/releases.ts";
import { When } from "../../parts/answer.tsx";
import type { ViewProps } from "./package-page.tsx";

/** The view of a picture. */
export function PictureView({ route, store, chosen: { release } }: ViewProps) {
  const answer = useAnswer(`picture ${release.shard}`, async () => {
    const [pictures, shard] = await Promise.all([
      import("../../pictures/pictures.tsx"),
      takenOf(store, release),
    ]);
    return { pictures, shard };
  });
  return (
    <When answer={answer} lines={10}>
      {({ pictures: { AroundPicture, ImportPicture, LoadingPicture }, shard }) => {
        switch (route.view) {
          case "loading":
            return <LoadingPicture shard={shard} route={route} />;
          case "around":
            return <AroundPicture shard={shard} route={route} store={store} />;
          default:
            return <ImportPicture shard={shard} route={route} />;
        }
      }}
    </When>
  );
}
