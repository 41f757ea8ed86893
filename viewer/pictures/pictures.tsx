/** All pictures of packages: loaded when the first one is wanted. */

import type { Shard } from "../../src/shard/shard.ts";
import type { Route } from "../app/route.ts";
import type { ViewedStore } from "../data/store.ts";
import { AroundPicture } from "./around-picture.tsx";
import { ImportPicture } from "./import-picture.tsx";
import { LoadingPicture } from "./loading-picture.tsx";

interface PictureProps {
  route: Extract<Route, { page: "package" }>;
  store: ViewedStore;
  /** What the package imports and asks for. */
  shard: Shard;
}

/** The picture that a view of a package is. */
export function Picture({ route, store, shard }: PictureProps) {
  switch (route.view) {
    case "loading":
      return <LoadingPicture shard={shard} route={route} />;
    case "around":
      return <AroundPicture shard={shard} route={route} store={store} />;
    default:
      return <ImportPicture shard={shard} route={route} />;
  }
}
