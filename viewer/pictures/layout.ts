/**
 * Places for the nodes of a picture, in a few columns: who imports stands left of what it imports, as far as circles let it.
 *
 * Layouts that give each long line a lane of its own make the graph of a package, in which nearly all parts import each other,
 * five times as wide as a screen: here lines cross columns, and the columns stay together.
 */

export interface Size {
  width: number;
  height: number;
}

export interface Place extends Size {
  /** Of its middle. */
  x: number;
  y: number;
}

export interface Laid extends Size {
  places: ReadonlyMap<string, Place>;
}

/** So high is a node. */
const NODE_HEIGHT = 24;

const ROW = 34;
const GAP = 72;
const MARGIN = 20;
/** More columns than these are put together. */
const MOST_COLUMNS = 6;
/** How often nodes are sorted by where their neighbours stand. */
const SWEEPS = 6;

interface Edge {
  from: string;
  to: string;
}

/** About how wide a text is. */
export function textWidth(text: string): number {
  return Math.round(text.length * 6.6 + 20);
}

/** Lays a graph out. */
export function layered(nodes: readonly { id: string; width: number }[], edges: readonly Edge[]): Laid {
  const ids = nodes.map(({ id }) => id);
  const columns = sorted(columnsOf(ids, edges), edges);
  const widths = new Map(nodes.map(({ id, width }) => [id, width]));
  const highest = Math.max(1, ...columns.map(({ length }) => length));
  const height = highest * ROW + 2 * MARGIN;
  const places = new Map<string, Place>();
  let left = MARGIN;
  for (const column of columns) {
    const wide = Math.max(60, ...column.map((id) => widths.get(id) ?? 0));
    const step = Math.min(height / Math.max(1, column.length), ROW * 2.2);
    for (const [index, id] of column.entries()) {
      const y = height / 2 + (index - (column.length - 1) / 2) * step;
      places.set(id, { x: left + wide / 2, y, width: widths.get(id) ?? 0, height: NODE_HEIGHT });
    }
    left += wide + GAP;
  }
  return { places, width: left - GAP + MARGIN, height };
}

function columnsOf(ids: readonly string[], edges: readonly Edge[]): string[][] {
  const order = new Map(withoutCircles(ids, edges).map((id, index) => [id, index]));
  const forward = Map.groupBy(
    edges.filter(({ from, to }) => (order.get(from) ?? 0) < (order.get(to) ?? 0)),
    ({ from }) => from,
  );
  const ranks = new Map(ids.map((id) => [id, 0]));
  for (const id of order.keys()) {
    for (const { to } of forward.get(id) ?? []) {
      ranks.set(to, Math.max(ranks.get(to) ?? 0, (ranks.get(id) ?? 0) + 1));
    }
  }
  const most = Math.max(0, ...ranks.values());
  const count = Math.min(MOST_COLUMNS, most + 1);
  const columns: string[][] = Array.from({ length: count }, () => []);
  for (const [id, rank] of ranks) {
    columns[Math.min(count - 1, Math.floor((rank * count) / (most + 1)))]?.push(id);
  }
  return columns.filter(({ length }) => length > 0);
}

/** An order in which few edges lead back (Eades, Lin and Smyth 1993): what imports much and is imported little comes first. */
function withoutCircles(ids: readonly string[], edges: readonly Edge[]): string[] {
  const left = new Set(ids);
  const [out, into] = [new Map<string, Set<string>>(), new Map<string, Set<string>>()];
  for (const id of ids) {
    out.set(id, new Set());
    into.set(id, new Set());
  }
  for (const { from, to } of edges) {
    out.get(from)?.add(to);
    into.get(to)?.add(from);
  }
  const [first, last]: [string[], string[]] = [[], []];
  const take = (id: string, list: string[]) => {
    list.push(id);
    left.delete(id);
    for (const to of out.get(id) ?? []) {
      into.get(to)?.delete(id);
    }
    for (const from of into.get(id) ?? []) {
      out.get(from)?.delete(id);
    }
  };
  while (left.size > 0) {
    const all = [...left];
    const sink = all.find((id) => out.get(id)?.size === 0);
    const source = all.find((id) => into.get(id)?.size === 0);
    if (sink !== undefined) {
      take(sink, last);
    } else if (source !== undefined) {
      take(source, first);
    } else {
      const surplus = (id: string) => (out.get(id)?.size ?? 0) - (into.get(id)?.size ?? 0);
      take(
        all.reduce((best, id) => (surplus(id) > surplus(best) ? id : best)),
        first,
      );
    }
  }
  return [...first, ...last.reverse()];
}

/** Columns whose nodes stand near those that they are tied to. */
function sorted(columns: readonly string[][], edges: readonly Edge[]): string[][] {
  const near = new Map<string, string[]>();
  for (const { from, to } of edges) {
    near.set(from, [...(near.get(from) ?? []), to]);
    near.set(to, [...(near.get(to) ?? []), from]);
  }
  let current = columns.map((column) => [...column]);
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    const heights = new Map(
      current.flatMap((column) => column.map((id, index) => [id, (index + 0.5) / column.length] as const)),
    );
    const middle = (id: string) => {
      const list = near.get(id) ?? [];
      const sum = list.reduce((all, one) => all + (heights.get(one) ?? 0.5), 0);
      return list.length === 0 ? (heights.get(id) ?? 0.5) : sum / list.length;
    };
    current = current.map((column) => column.toSorted((a, b) => middle(a) - middle(b)));
  }
  return current;
}

/** The line from one node to another, as `d` of a path: forward, back, or beside the column. */
export function lineBetween(from: Place, to: Place): string {
  const [right, left] = [from.x + from.width / 2, to.x - to.width / 2];
  if (left > right) {
    return curve(right, from.y, left, to.y, Math.max(30, (left - right) / 2));
  }
  const end = to.x + to.width / 2;
  const isSame = Math.abs(from.x - to.x) < 1;
  if (isSame) {
    const out = Math.max(right, end) + 24 + Math.min(60, Math.abs(from.y - to.y) / 4);
    return `M${round(right)} ${round(from.y)}C${round(out)} ${round(from.y)} ${round(out)} ${round(to.y)} ${round(end)} ${round(to.y)}`;
  }
  return curve(from.x - from.width / 2, from.y, end, to.y, -Math.max(30, (right - end) / 3));
}

function curve(x: number, y: number, toX: number, toY: number, bend: number): string {
  return `M${round(x)} ${round(y)}C${round(x + bend)} ${round(y)} ${round(toX - bend)} ${round(toY)} ${round(toX)} ${round(toY)}`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
