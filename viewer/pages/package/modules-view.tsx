/** The modules of a package as a tree, which is moved through by the arrow keys as trees are. */

import { useMemo, useState } from "preact/hooks";
import { countText } from "../../../src/exec/figure.ts";
import { setOptions } from "../../app/navigation.ts";
import { objectHref } from "../../app/route.ts";
import { useAnswer } from "../../data/cached.ts";
import { moduleTree, openAtFirst, type ShownBranch, shownBranches } from "../../data/module-tree.ts";
import { objectsOf } from "../../data/releases.ts";
import { Empty, When } from "../../parts/answer.tsx";
import type { ViewProps } from "./package-page.tsx";

/** More rows than these are not drawn at once. */
const MOST_ROWS = 600;

/** The view of modules. */
export function ModulesView({ route, store, chosen: { release } }: ViewProps) {
  const answer = useAnswer(`modules ${release.shard}`, async () =>
    (await objectsOf(store, release)).moduleIds(),
  );
  return (
    <When answer={answer} lines={10}>
      {(ids) => <Tree key={release.shard} ids={ids} route={route} />}
    </When>
  );
}

function Tree({ ids, route }: { ids: readonly string[]; route: ViewProps["route"] }) {
  const tree = useMemo(() => moduleTree(ids), [ids]);
  const { at, filter = "" } = route.options;
  const [open, setOpen] = useState(() => openAtFirst(tree, at));
  const rows = shownBranches(tree, open, filter.trim().toLowerCase());
  const [focused, setFocused] = useState(0);
  const toggle = (id: string, isOpen: boolean) => {
    const next = new Set(open);
    isOpen ? next.add(id) : next.delete(id);
    setOpen(next);
    setOptions(route, { at: isOpen ? id : "" });
  };
  const move = (index: number) => {
    const to = Math.max(0, Math.min(rows.length - 1, index));
    setFocused(to);
    document.querySelectorAll<HTMLElement>(".tree [role=treeitem]")[to]?.focus();
  };
  const pressed = (event: KeyboardEvent, row: ShownBranch, index: number) => {
    const { branch, isOpen, depth } = row;
    const parent = rows.findLastIndex((one, before) => before < index && one.depth < depth);
    const moves: Record<string, () => void> = {
      ArrowDown: () => move(index + 1),
      ArrowUp: () => move(index - 1),
      Home: () => move(0),
      End: () => move(rows.length - 1),
      ArrowRight: () => (isOpen || branch.children.length === 0 ? move(index + 1) : toggle(branch.id, true)),
      ArrowLeft: () => (isOpen && branch.children.length > 0 ? toggle(branch.id, false) : move(parent)),
      Enter: () => (event.currentTarget as HTMLElement).querySelector<HTMLElement>("a")?.click(),
    };
    const action = moves[event.key];
    if (action !== undefined) {
      event.preventDefault();
      action();
    }
  };
  return (
    <>
      <label class="filter">
        <span>Filter {countText(ids.length, "module")}</span>
        <input
          type="search"
          value={filter}
          onInput={(event) => setOptions(route, { filter: event.currentTarget.value })}
        />
      </label>
      {rows.length === 0 && <Empty>No module is called so.</Empty>}
      <div class="tree" role="tree" aria-label="Modules">
        {rows.slice(0, MOST_ROWS).map((row, index) => (
          <TreeRow
            key={row.branch.id}
            {...{ row, route, toggle }}
            isFocused={index === Math.min(focused, rows.length - 1)}
            pressed={(event) => pressed(event, row, index)}
          />
        ))}
      </div>
      {rows.length > MOST_ROWS && (
        <p class="quiet">and {rows.length - MOST_ROWS} more: the filter narrows them down.</p>
      )}
    </>
  );
}

function TreeRow({
  row: { branch, depth, isOpen },
  route,
  toggle,
  isFocused,
  pressed,
}: {
  row: ShownBranch;
  route: ViewProps["route"];
  toggle: (id: string, isOpen: boolean) => void;
  isFocused: boolean;
  pressed: (event: KeyboardEvent) => void;
}) {
  const { id, name, isModule, children, size } = branch;
  const isPrivate = name.startsWith("_");
  return (
    <div
      role="treeitem"
      aria-level={depth + 1}
      aria-expanded={children.length > 0 ? isOpen : undefined}
      aria-selected={route.options.at === id}
      tabIndex={isFocused ? 0 : -1}
      class={`tree-row depth-${Math.min(depth, 9)}${isPrivate ? " is-private" : ""}`}
      onKeyDown={pressed}
    >
      <span class="tree-toggle" aria-hidden="true" onClick={() => children.length > 0 && toggle(id, !isOpen)}>
        {children.length === 0 ? "" : isOpen ? "▾" : "▸"}
      </span>
      {isModule ? (
        <a href={objectHref(route.distribution, route.version, id)} tabIndex={-1}>
          <bdi>{name}</bdi>
        </a>
      ) : (
        <bdi>{name}</bdi>
      )}
      {children.length > 0 && <span class="quiet tree-size">{size}</span>}
    </div>
  );
}
