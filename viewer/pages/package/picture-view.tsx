/** The pictures of a package. What draws them is loaded with the first one. */

import { useAnswer } from "../../data/cached.ts";
import { takenOf } from "../../data/releases.ts";
import { When } from "../../parts/answer.tsx";
import type { ViewProps } from "./package-page.tsx";

/** The view of a picture. */
export function PictureView({ route, store, chosen: { release } }: ViewProps) {
  const answer = useAnswer(`picture ${release.shard}`, async () => {
    const shard = takenOf(store, release);
    const { Picture } = await import("../../pictures/pictures.tsx");
    return { Picture, shard: await shard };
  });
  return (
    <When answer={answer} lines={10}>
      {({ Picture, shard }) => <Picture route={route} store={store} shard={shard} />}
    </When>
  );
}
