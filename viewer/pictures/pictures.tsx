/** All pictures of packages: loaded when the first one is wanted. */

export { AroundPicture } from "./around-picture.tsx";
export { ImportPicture } from "./import-picture.tsx";
export { LoadingPicture } from "./loading-picture.tsx";
