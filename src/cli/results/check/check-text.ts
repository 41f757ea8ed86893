import { countText } from "../../../exec/figure.ts";
import { printableLine } from "../../../exec/printable.ts";
import type { Context } from "../../context.ts";
import { changeText, differenceText } from "../changes/difference-text.ts";
import { suppressedText, type Told, verdictText, versionText } from "./told.ts";

/** What a person reads of a check on a terminal; its verdict last. */
export function checkText(context: Pick<Context, "colors">, told: Told, all: boolean): string {
  const { colors } = context;
  const { changes, unknown, suppressed, deserved, failure } = told.check;
  const lines = suppressed.map((one) =>
    printableLine(`  ${one.change.name}  ${changeText(one.change)}: ${suppressedText(one)}`),
  );
  return [
    differenceText(context, told.releases, { changes, unknown }, all, true),
    ...(lines.length > 0
      ? ["", colors.bold(`suppressed, and not counted (${countText(lines.length, "change")})`), ...lines]
      : []),
    "",
    printableLine(`version: ${versionText(deserved, told.releases)}`),
    printableLine(
      `${failure === undefined ? colors.green("✓") : colors.red("✗")} ${verdictText(told.check)}`,
    ),
  ].join("\n");
}
