import { figure } from "../exec/figure.ts";
import type { HistoryDocument } from "../page/history-document.ts";

const BAR = { width: 22, gap: 8 };
const PLOT = { left: 64, top: 60, height: 220, bottom: 84 };
const LINES = 4;

/** How large the API of a distribution is, release by release, as a picture that stands for itself. */
export function historySvg({ name, releases }: Pick<HistoryDocument, "name" | "releases">): string {
  const most = niceMost(Math.max(...releases.map(({ names }) => names), 1));
  const right = PLOT.left + releases.length * (BAR.width + BAR.gap) + BAR.gap;
  const [width, height] = [Math.max(right + 16, 360), PLOT.top + PLOT.height + PLOT.bottom];
  const y = (names: number) => PLOT.top + PLOT.height - Math.round((names / most) * PLOT.height);
  const scale = Array.from({ length: LINES + 1 }, (_, line) => (most / LINES) * line);
  const title = `Public names of ${name}, ${releases[0]?.version} to ${releases.at(-1)?.version}`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="title">`,
    `<title id="title">${escaped(title)}</title>`,
    STYLE,
    `<rect class="page" width="${width}" height="${height}"/>`,
    `<text class="heading" x="16" y="26">${escaped(title)}</text>`,
    ...(releases.some(({ deprecated }) => deprecated > 0)
      ? [`<text x="16" y="44">At the top of each bar: those that are deprecated</text>`]
      : []),
    ...scale.flatMap((names) => [
      `<line class="grid" x1="${PLOT.left}" x2="${right}" y1="${y(names)}" y2="${y(names)}"/>`,
      `<text class="scale" x="${PLOT.left - 8}" y="${y(names) + 4}">${figure(names)}</text>`,
    ]),
    ...releases.map(({ version, names, added, removed, deprecated }, index) => {
      const left = PLOT.left + BAR.gap + index * (BAR.width + BAR.gap);
      const changes = index === 0 ? "" : `, ${added} added, ${removed} removed`;
      const told = `${version}: ${figure(names)} public names${changes}, ${deprecated} deprecated`;
      const [middle, foot] = [left + BAR.width / 2 + 4, PLOT.top + PLOT.height + 12];
      const isOld = y(names - deprecated) - y(names);
      return [
        `<g><title>${escaped(told)}</title>`,
        `<rect class="names" x="${left}" y="${y(names)}" width="${BAR.width}" height="${PLOT.top + PLOT.height - y(names)}"/>`,
        ...(isOld > 0
          ? [`<rect class="old" x="${left}" y="${y(names)}" width="${BAR.width}" height="${isOld}"/>`]
          : []),
        `<text class="version" x="${middle}" y="${foot}" transform="rotate(-60 ${middle} ${foot})">${escaped(version)}</text></g>`,
      ].join("");
    }),
    "</svg>",
    "",
  ].join("\n");
}

const STYLE = `<style>
  text { font: 12px system-ui, sans-serif; fill: #24292f }
  .heading { font-weight: 600; font-size: 14px }
  .scale, .version { text-anchor: end }
  .page { fill: #fff }
  .grid { stroke: #d0d7de }
  .names { fill: #2f6f9f }
  .old { fill: #c98a2b }
  @media (prefers-color-scheme: dark) { text { fill: #e6edf3 } .page { fill: #0d1117 } .grid { stroke: #30363d } }
</style>`;

/** A number at or above another one, by a tenth or so, that divides well into the lines of the scale. */
function niceMost(most: number): number {
  const power = 10 ** Math.floor(Math.log10(most));
  const factor = [1, 1.2, 1.6, 2, 2.4, 3.2, 4, 5, 6, 8].find((one) => one * power >= most) ?? 10;
  return Math.ceil((factor * power) / LINES) * LINES;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
