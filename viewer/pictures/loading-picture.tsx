/** What an import loads, as an icicle. */

import { useMemo } from "preact/hooks";
import { importTree } from "../../src/ask/taken/import-tree.ts";
import type { ImportedModule } from "../../src/ask/taken/imports.ts";
import { countText } from "../../src/exec/figure.ts";
import type { Shard } from "../../src/shard/shard.ts";
import { hrefWith, setOptions } from "../app/navigation.ts";
import { objectHref, type Route } from "../app/route.ts";
import { TableFrame } from "../parts/table-frame.tsx";
import { Name } from "../parts/text.tsx";
import { Frame } from "./frame.tsx";
import { type IcicleCell, icicleOf } from "./icicle.ts";

type PackageRoute = Extract<Route, { page: "package" }>;

const WIDTH = 1080;
const ROW = 22;
/** Narrower cells are not drawn. */
const LEAST_WIDTH = 1.5;

/** The picture, and what is loaded of others. */
export function LoadingPicture({ shard, route }: { shard: Shard; route: PackageRoute }) {
  const [first = ""] = shard.header.importNames
    .filter((name) => shard.isModule(name))
    .sort((a, b) => a.length - b.length);
  const at = route.options.at !== undefined && shard.isModule(route.options.at) ? route.options.at : first;
  const tree = useMemo(() => importTree(shard, at), [shard, at]);
  const loaded = tree.own.filter(({ lazy }) => lazy !== true);
  const cells = useMemo(() => icicleOf(tree.own.filter(({ lazy }) => lazy !== true)), [tree]);
  const depth = Math.max(0, ...cells.map((cell) => cell.depth));
  const lazy = tree.own.filter((one) => one.lazy === true);
  const title = `What importing ${at} loads`;
  return (
    <>
      <p class="picture-lead">
        Importing{" "}
        <select
          aria-label="Module"
          value={at}
          onChange={(event) => setOptions(route, { at: event.currentTarget.value })}
        >
          {[...new Set([at, ...shard.header.importNames.filter((name) => shard.isModule(name))])].map(
            (name) => (
              <option key={name}>{name}</option>
            ),
          )}
        </select>{" "}
        loads {countText(loaded.length, "module")} of its own
        {lazy.length > 0 && `, and ${lazy.length} more when functions are called`}. Each stands below what
        loads it first, as wide as what it loads. Click one to see what it loads by itself.
        {at !== first && (
          <>
            {" "}
            <a href={hrefWith(route, { at: "" })}>Back to {first}</a>
          </>
        )}
      </p>
      <Frame width={WIDTH} height={(depth + 1) * ROW + 8} title={title} name={`${at}-loads`}>
        {cells
          .filter(({ width }) => width * WIDTH >= LEAST_WIDTH)
          .map((cell) => (
            <Cell key={cell.module} cell={cell} route={route} />
          ))}
      </Frame>
      <Others others={tree.others} route={route} />
    </>
  );
}

function Cell({ cell, route }: { cell: IcicleCell; route: PackageRoute }) {
  const { module, depth, x, width, size, kind, by } = cell;
  const wide = width * WIDTH;
  const fits = Math.floor((wide - 10) / 6.4);
  const short = module.slice(module.lastIndexOf(".") + 1);
  const text =
    module.length <= fits
      ? module
      : short.length <= fits
        ? short
        : fits > 3
          ? `${short.slice(0, fits - 1)}…`
          : "";
  const told = `${module}: ${countText(size, "module")}${by === undefined ? "" : `, by ${by.module}:${by.line}`}`;
  return (
    <a href={hrefWith(route, { at: module })} class={`cell cell-${kind}`} aria-label={`${text} ${told}`}>
      <title>{told}</title>
      <rect x={x * WIDTH + 0.5} y={depth * ROW + 4} width={Math.max(1, wide - 1)} height={ROW - 2} rx={2} />
      <text x={x * WIDTH + 6} y={depth * ROW + 18}>
        {text}
      </text>
    </a>
  );
}

const NEED_TEXT: Readonly<Record<string, string>> = {
  always: "always",
  optional: "may fail",
  lazy: "in functions",
  lazyOptional: "in functions, may fail",
};

function Others({ others, route }: { others: readonly ImportedModule[]; route: PackageRoute }) {
  if (others.length === 0) {
    return null;
  }
  return (
    <section class="group" aria-label="Of others">
      <h2>
        Of others <span class="count">{others.length}</span>
      </h2>
      <TableFrame label="Modules of others">
        <table class="data">
          <thead>
            <tr>
              <th scope="col">Module</th>
              <th scope="col">Whose</th>
              <th scope="col">When</th>
              <th scope="col">First</th>
            </tr>
          </thead>
          <tbody>
            {others.map(({ module, owner, need, first }) => (
              <tr key={module}>
                <th scope="row">
                  <Name text={module} />
                </th>
                <td>
                  {owner === "python"
                    ? "Python"
                    : owner === null
                      ? "not installed"
                      : owner === "own"
                        ? ""
                        : `${owner.distribution} ${owner.version}`}
                </td>
                <td>{NEED_TEXT[need] ?? need}</td>
                <td>
                  <a href={objectHref(route.distribution, route.version, first.module)}>{first.module}</a>:
                  {first.line}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableFrame>
    </section>
  );
}
