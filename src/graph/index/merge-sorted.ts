/** Sorted rows come in batches: a promise for each row would cost more than all that is done with it. */
export type Batches<T> = AsyncIterator<readonly T[]> | Iterator<readonly T[]>;

const BATCH_ROWS = 2048;

interface Head<T> {
  batch: readonly T[];
  next: number;
  source: Batches<T>;
  /** Of equal rows those of the first source come first. */
  place: number;
}

/** Sorted rows of several sources as one. */
export async function* mergeSorted<T>(
  sources: readonly Batches<T>[],
  compare: (left: T, right: T) => number,
): AsyncGenerator<readonly T[]> {
  const isBefore = (left: Head<T>, right: Head<T>) =>
    (compare(left.batch[left.next] as T, right.batch[right.next] as T) || left.place - right.place) < 0;
  // A binary heap: with hundreds of sources, looking at each for every row would take most of the time.
  const heap: Head<T>[] = [];
  for (const [place, source] of sources.entries()) {
    const head = { batch: [], next: 0, source, place };
    if (await refill(head)) {
      heap.push(head);
      rise(heap, isBefore);
    }
  }
  let merged: T[] = [];
  for (let first = heap[0]; first !== undefined; first = heap[0]) {
    merged.push(first.batch[first.next] as T);
    first.next += 1;
    if (first.next === first.batch.length && !(await refill(first))) {
      const last = heap.pop() as Head<T>;
      if (last !== first) {
        heap[0] = last;
      }
    }
    sink(heap, isBefore);
    if (merged.length === BATCH_ROWS) {
      yield merged;
      merged = [];
    }
  }
  if (merged.length > 0) {
    yield merged;
  }
}

/** @returns whether there is a row */
async function refill<T>(head: Head<T>): Promise<boolean> {
  do {
    const { value, done } = await head.source.next();
    if (done === true) {
      return false;
    }
    head.batch = value;
    head.next = 0;
  } while (head.batch.length === 0);
  return true;
}

type IsBefore<T> = (left: Head<T>, right: Head<T>) => boolean;

/** Brings the last one of a heap to its place. */
function rise<T>(heap: Head<T>[], isBefore: IsBefore<T>): void {
  let index = heap.length - 1;
  while (index > 0) {
    const above = (index - 1) >> 1;
    if (!isBefore(heap[index] as Head<T>, heap[above] as Head<T>)) {
      return;
    }
    swap(heap, index, above);
    index = above;
  }
}

/** Brings the first one of a heap to its place. */
function sink<T>(heap: Head<T>[], isBefore: IsBefore<T>): void {
  let index = 0;
  for (;;) {
    const left = 2 * index + 1;
    const right = left + 1;
    let least = index;
    if (left < heap.length && isBefore(heap[left] as Head<T>, heap[least] as Head<T>)) {
      least = left;
    }
    if (right < heap.length && isBefore(heap[right] as Head<T>, heap[least] as Head<T>)) {
      least = right;
    }
    if (least === index) {
      return;
    }
    swap(heap, index, least);
    index = least;
  }
}

function swap<T>(heap: Head<T>[], one: number, other: number): void {
  [heap[one], heap[other]] = [heap[other] as Head<T>, heap[one] as Head<T>];
}
