import type { Store } from "../store.ts";

/** A store whose process ends before it has written anything after so many changes. */
export function endingAfter(store: Store, changes: number): Store {
  let made = 0;
  const counted =
    <Arguments extends unknown[], T>(change: (...given: Arguments) => Promise<T>) =>
    async (...given: Arguments): Promise<T> => {
      if (made >= changes) {
        throw new Error("killed");
      }
      made += 1;
      return await change(...given);
    };
  return {
    ...store,
    write: counted(store.write),
    create: counted(store.create),
    send: counted(store.send),
    update: counted(store.update),
  };
}
