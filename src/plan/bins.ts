/** How a run's work is spread over jobs that run at the same time. */

/** A package that has something to do. */
export interface BinItem {
  stem: string;
  /** What building and exploring it is expected to take. */
  seconds: number;
  /** What it installs besides itself: normalised names. */
  dependencies: readonly string[];
}

export interface BinOptions {
  /** At most so many jobs. */
  maxJobs: number;
  /** What every job takes before its first package and after its last one. */
  jobSeconds: number;
  /** What installing a distribution takes, by its name; what is not there counts nothing. */
  installSeconds?: ReadonlyMap<string, number>;
}

export interface Bins {
  /** The packages of each job, the longest ones first; no job is empty. */
  bins: BinItem[][];
  /** What the job that takes longest is expected to take. */
  makespanSeconds: number;
  /** No way of spreading the work over `maxJobs` jobs takes less. */
  lowerBoundSeconds: number;
}

/** A run may take this much longer than it could, if that saves jobs. */
const SLACK = 1.05;

/**
 * Spreads packages over jobs: longest processing time first, over as few jobs as keep the run within 5 % of the lower
 * bound, since each job costs its set-up. Where it makes the run no longer, packages that install the same expensive
 * distributions go to one job, which downloads these once.
 *
 * The same packages give the same bins, whatever their order.
 */
export function packBins(items: readonly BinItem[], options: BinOptions): Bins {
  const { maxJobs, jobSeconds } = options;
  if (items.length === 0) {
    return { bins: [], makespanSeconds: 0, lowerBoundSeconds: 0 };
  }
  const sorted = [...items].sort((a, b) => b.seconds - a.seconds || (a.stem < b.stem ? -1 : 1));
  const lowerBound = lowerBoundOf(sorted, maxJobs);
  const allowed = (jobSeconds + lowerBound) * SLACK - jobSeconds;
  const packed = fewestBins(sorted, Math.min(maxJobs, sorted.length), allowed);
  const limit = Math.max(longestOf(packed), allowed);
  const together = packTogether(sorted, packed.length, limit, options.installSeconds ?? new Map());
  const bins = (together ?? packed).map(({ content }) => content);
  return {
    bins,
    makespanSeconds: jobSeconds + longestOf(together ?? packed),
    lowerBoundSeconds: jobSeconds + lowerBound,
  };
}

interface Bin {
  content: BinItem[];
  seconds: number;
}

/** An even share, the longest package, or two packages that must meet: the longest `jobs` and one more. */
function lowerBoundOf(sorted: readonly BinItem[], jobs: number): number {
  const total = sorted.reduce((sum, { seconds }) => sum + seconds, 0);
  const secondsAt = (at: number) => sorted[at]?.seconds ?? 0;
  const meeting = sorted.length > jobs ? secondsAt(jobs - 1) + secondsAt(jobs) : 0;
  return Math.max(total / jobs, secondsAt(0), meeting);
}

/** More jobs never take longer, so the fewest that do are found by halving; else all of them. */
function fewestBins(sorted: readonly BinItem[], mostBins: number, limit: number): Bin[] {
  let best = packLongestFirst(sorted, mostBins);
  let [few, many] = [0, mostBins];
  while (many - few > 1) {
    const middle = Math.floor((few + many) / 2);
    const bins = packLongestFirst(sorted, middle);
    if (longestOf(bins) <= limit) {
      [best, many] = [bins, middle];
    } else {
      few = middle;
    }
  }
  return best;
}

function emptyBins(count: number): Bin[] {
  return Array.from({ length: count }, () => ({ content: [], seconds: 0 }));
}

/** Graham, "Bounds on multiprocessing timing anomalies", 1969: each to the job that is free first. */
function packLongestFirst(sorted: readonly BinItem[], count: number): Bin[] {
  const bins = emptyBins(count);
  for (const item of sorted) {
    put(item, leastOf(bins));
  }
  return bins;
}

/** @returns undefined where a package would make the run longer than `limit` */
function packTogether(
  sorted: readonly BinItem[],
  count: number,
  limit: number,
  installSeconds: ReadonlyMap<string, number>,
): Bin[] | undefined {
  const bins = emptyBins(count).map((bin) => ({ ...bin, installed: new Set<string>() }));
  for (const item of sorted) {
    const fitting = bins.filter(({ seconds }) => seconds + item.seconds <= limit);
    const savedIn = ({ installed }: (typeof bins)[number]) =>
      item.dependencies.reduce(
        (sum, name) => sum + (installed.has(name) ? (installSeconds.get(name) ?? 0) : 0),
        0,
      );
    // The sums of some hundred figures differ in their last bits.
    const most = Math.max(...fitting.map(savedIn)) - 1e-9;
    const best = fitting.filter((bin) => savedIn(bin) >= most);
    if (best.length === 0) {
      return undefined;
    }
    const bin = leastOf(best);
    put(item, bin);
    for (const name of item.dependencies) {
      bin.installed.add(name);
    }
    bin.installed.add(item.stem.split("@", 1)[0] ?? "");
  }
  return bins.every(({ content }) => content.length > 0) ? bins : undefined;
}

function put(item: BinItem, bin: Bin): void {
  bin.content.push(item);
  bin.seconds += item.seconds;
}

function leastOf<B extends Bin>(bins: readonly B[]): B {
  return bins.reduce((least, bin) => (bin.seconds < least.seconds ? bin : least));
}

function longestOf(bins: readonly Bin[]): number {
  return Math.max(...bins.map(({ seconds }) => seconds));
}
