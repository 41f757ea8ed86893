import type { Context } from "../../context.ts";
import { programVersion } from "../../version.ts";
import { checkAnnotations } from "./check-annotations.ts";
import { checkJson } from "./check-json.ts";
import { checkMarkdown } from "./check-markdown.ts";
import { checkSarif } from "./check-sarif.ts";
import { checkText } from "./check-text.ts";
import type { Told } from "./told.ts";

/** How a check can be told. */
export const CHECK_FORMATS = ["text", "markdown", "json", "sarif", "github"] as const;

export type CheckFormat = (typeof CHECK_FORMATS)[number];

/**
 * @param options.all whether a person is told what breaks nobody too
 * @param options.file of the project, for what no other file of it stands for
 */
export function checkAs(
  format: CheckFormat,
  context: Pick<Context, "colors" | "home">,
  told: Told,
  { all, file }: { all: boolean; file: string },
): string {
  switch (format) {
    case "text":
      return checkText(context, told, all);
    case "markdown":
      return checkMarkdown(told);
    case "json":
      return checkJson(told);
    case "sarif":
      return checkSarif(told, programVersion(context.home), file);
    case "github":
      return checkAnnotations(told);
  }
}
