import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { ViewedStore } from "../data/store.ts";

/** The open store, for all that stands below. */
export const StoreContext = createContext<ViewedStore | undefined>(undefined);

/** The open store; only for what is shown once there is one. */
export function useStore(): ViewedStore {
  const store = useContext(StoreContext);
  if (store === undefined) {
    throw new Error("there is no store yet");
  }
  return store;
}
