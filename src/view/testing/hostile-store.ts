/** Distributions whose names and texts try everything on whoever shows them. Where a script of theirs ran, it leaves a mark. */

import { graphRun } from "../../graph/testing/graph-run.ts";
import type { ShardContent, ShardNode } from "../../shard/records.ts";
import { node, object, tinyShard } from "../../shard/testing/tiny-shard.ts";
import type { ShardEntry } from "../../store/layout.ts";
import type { Store } from "../../store/store.ts";
import { keepTinyShard } from "../../store/testing/tiny-run.ts";

/** The mark, which the stand of the browser looks for. */
const RUN_SCRIPT = "globalThis.ranFromData=1";

/** Where things would be fetched from that texts lead to. */
const ELSEWHERE = "https://elsewhere.example";

/** An explicit override: what follows is shown from right to left. */
const OVERRIDE = "\u202e";

/** Texts that are markup in some language or other. */
const MARKUP = [
  `<script>${RUN_SCRIPT}</script>`,
  `<img src=x onerror="${RUN_SCRIPT}">`,
  `<svg/onload=${RUN_SCRIPT}>`,
  `</code></pre><iframe srcdoc="<script>parent.${RUN_SCRIPT}</script>"></iframe>`,
  `<a href="javascript:${RUN_SCRIPT}">press</a>`,
  `<style>*{display:none}@import "${ELSEWHERE}/a.css";</style>`,
  `<link rel=stylesheet href="${ELSEWHERE}/b.css"><meta http-equiv=refresh content="0;url=${ELSEWHERE}">`,
  `<form action="${ELSEWHERE}"><button>send</button></form><base href="${ELSEWHERE}/">`,
  `{{constructor.constructor("${RUN_SCRIPT}")()}} \${${RUN_SCRIPT}}`,
  `<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=${RUN_SCRIPT}&gt;">`,
];

/** Docstrings in the notations that are rendered, with links that must not lead anywhere or run. */
const DOCSTRINGS: Readonly<Record<string, string>> = {
  markdown: [
    `A [link](javascript:${RUN_SCRIPT}), [another](JaVaScRiPt&colon;${RUN_SCRIPT}) and [data](data:text/html,<script>${RUN_SCRIPT}</script>).`,
    `![picture](${ELSEWHERE}/p.png) <${`javascript:${RUN_SCRIPT}`}>`,
    "[ref]: javascript:alert(1)",
    ...MARKUP,
    "```html",
    ...MARKUP,
    "```",
  ].join("\n\n"),
  rest: [
    "Something.",
    `\`press <javascript:${RUN_SCRIPT}>\`_ and \`other <vbscript:x>\`__`,
    `.. image:: ${ELSEWHERE}/r.png`,
    `.. raw:: html\n\n   ${MARKUP[0]}`,
    `.. _target: javascript:${RUN_SCRIPT}`,
    `:class:\`<img src=x onerror=${RUN_SCRIPT}>\` and :func:\`~javascript:${RUN_SCRIPT}\``,
    ".. note::\n\n   deep\n\n     deeper\n\n       deepest",
    `Parameters\n----------\n<b>x</b> : ${MARKUP[1]}\n    ${MARKUP[2]}`,
  ].join("\n\n"),
  epytext: `U{press<javascript:${RUN_SCRIPT}>} L{${MARKUP[1]}} G{classtree ${MARKUP[0]}}\n@param x: ${MARKUP[3]}`,
  // What a careless expression takes exponential time for.
  slow: `${"*".repeat(4000)}${"[".repeat(4000)}${"`".repeat(3999)}${"((".repeat(2000)}${"> ".repeat(3000)}`,
  deep: Array.from({ length: 300 }, (_, depth) => `${" ".repeat(depth)}- ${depth}`).join("\n"),
};

/** Names that Python takes as attributes: it knows no limit. */
const NAMES = [
  ...["__proto__", "constructor", "toString", "hasOwnProperty", "$&", "%2e%2e", "a/b", "a#b?c", "a b"],
  ...["'quoted'", '"double"', "`back`", "&amp;", "<b>bold<", `<img src=x onerror=${"globalThis"}>`],
  ...[`${OVERRIDE}gpj`, "שלום", "日本語", "é\u0301\u0301\u0301", "\u200b", "a".repeat(900), "😀"],
];

/** What stands where text is expected: each is to be shown as it is. */
export const HOSTILE_TEXTS = { names: NAMES, markup: MARKUP, docstrings: DOCSTRINGS };

/** The distribution, its only module, and names that tests ask for. */
export const HOSTILE = "hostile";

/** Keeps the hostile distributions, with a run of them and of a harmless one that uses them. */
export async function keepHostile(store: Store): Promise<ShardEntry[]> {
  const nodes = hostileNodes().sort((left, right) => (left.id < right.id ? -1 : 1));
  const shard = await keepTinyShard(store, "1.0", HOSTILE, {
    header: { ...tinyShard().header, importNames: [HOSTILE], requirements: [] },
    ...{ nodes, externals: [], entryPoints: [], imports: [] },
    uses: [],
    requirements: [
      { record: "requirement", name: "base", specifier: MARKUP[0] ?? "", marker: MARKUP[1] ?? "" },
    ],
    problems: [
      {
        ...{ record: "problem", module: "hostile.gone", stage: "import" },
        ...{ error: "ImportError", message: `${MARKUP.join(" ")} ${OVERRIDE}` },
      },
    ],
  });
  const user = await keepTinyShard(store, "1.0", "harmless", {
    ...harmless(),
  });
  await graphRun(store, [shard, user]);
  return [shard, user];
}

function hostileNodes(): ShardNode[] {
  const docs = Object.entries(DOCSTRINGS).map(([name, doc]) =>
    node(`${HOSTILE}.in_${name}`, "function", {
      doc,
      signature: {
        parameters: [
          { name: "x", kind: "keywordOnly", default: MARKUP[0] ?? "", annotation: MARKUP[1] ?? "" },
        ],
        returns: MARKUP[2] ?? "",
      },
      location: { file: `${HOSTILE}/<script>.py`, line: 1 },
    }),
  );
  const marked = MARKUP.map((text, index) =>
    node(`${HOSTILE}.marked${index}`, "data", { doc: text, value: text, type: text }),
  );
  const named = NAMES.map((name) =>
    node(`${HOSTILE}.${name}`, "class", { doc: `Called ${name}`, bases: [object], mro: [object] }),
  );
  const all = [...docs, ...marked, ...named];
  const members = Object.fromEntries(all.map(({ id }) => [id.slice(HOSTILE.length + 1), id]));
  return [
    node(HOSTILE, "module", {
      doc: DOCSTRINGS.markdown ?? "",
      members,
      location: { file: "hostile/__init__.py" },
    }),
    node("hostile.gone", "module", { from: ["source"], imported: false }),
    ...all,
  ];
}

/** Uses what the hostile one has, by names that are markup. */
function harmless(): Partial<ShardContent> {
  const of = (id: string) => ({ distribution: HOSTILE, version: "1.0", id });
  return {
    header: {
      ...tinyShard().header,
      importNames: ["harmless"],
      requirements: [{ name: HOSTILE, version: "1.0" }],
    },
    nodes: [node("harmless", "module", { doc: "Uses others.", location: { file: "harmless.py" } })],
    ...{ externals: [], entryPoints: [], imports: [], problems: [] },
    uses: [`${HOSTILE}.${NAMES[13]}`, `${HOSTILE}.in_markdown`].sort().map((id) => ({
      ...{ record: "use", in: "harmless", of: of(id), how: ["call"], count: 1, lines: [3], positional: 0 },
    })),
    requirements: [{ record: "requirement", name: HOSTILE }],
  };
}
