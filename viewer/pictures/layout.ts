/** Places for the nodes of a picture, in layers: who imports stands left of what it imports. */

import { graphlib, layout } from "@dagrejs/dagre";

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
  /** Points of each edge, by `from to`. */
  lines: ReadonlyMap<string, readonly { x: number; y: number }[]>;
}

/** So high is a node. */
export const NODE_HEIGHT = 24;

/** About how wide a text is. */
export function textWidth(text: string): number {
  return Math.round(text.length * 6.6 + 20);
}

/** Lays a graph out. Nodes of one layer stand below each other. */
export function layered(
  nodes: readonly { id: string; width: number }[],
  edges: readonly { from: string; to: string }[],
): Laid {
  const graph = new graphlib.Graph();
  graph.setGraph({ rankdir: "LR", nodesep: 10, ranksep: 56, edgesep: 6, marginx: 16, marginy: 16 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const { id, width } of nodes) {
    graph.setNode(id, { width, height: NODE_HEIGHT });
  }
  for (const { from, to } of edges) {
    graph.setEdge(from, to);
  }
  layout(graph);
  const places = new Map<string, Place>();
  for (const { id } of nodes) {
    const { x = 0, y = 0, width = 0, height = 0 } = graph.node(id) as Partial<Place>;
    places.set(id, { x, y, width, height });
  }
  const lines = new Map<string, readonly { x: number; y: number }[]>();
  for (const { from, to } of edges) {
    const { points } = graph.edge(from, to) as { points?: { x: number; y: number }[] };
    lines.set(`${from} ${to}`, points ?? []);
  }
  const { width = 0, height = 0 } = graph.graph() as Partial<Size>;
  return { places, lines, width: Math.max(width, 200), height: Math.max(height, 80) };
}

/** A smooth way through some points, as `d` of a path. */
export function curveThrough(points: readonly { x: number; y: number }[]): string {
  const [first, ...rest] = points;
  if (first === undefined) {
    return "";
  }
  const parts = [`M${round(first.x)} ${round(first.y)}`];
  let before = first;
  for (const [index, point] of rest.entries()) {
    const isLast = index === rest.length - 1;
    const end = isLast ? point : middle(point, rest[index + 1] ?? point);
    parts.push(
      `Q${round(isLast ? middle(before, point).x : point.x)} ${round(point.y)} ${round(end.x)} ${round(end.y)}`,
    );
    before = point;
  }
  return parts.join("");
}

function middle(a: { x: number; y: number }, b: { x: number; y: number }): { x: number; y: number } {
  return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
