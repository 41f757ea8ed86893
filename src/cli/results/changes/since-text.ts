import { printableLine } from "../../../exec/printable.ts";
import type { Since, Span } from "../../../history/since.ts";

/** So many parameters are named. */
const MOST_PARAMETERS = 6;

/** `since 1.2 · parameter timeout since 2.0 · deprecated since 3.1` */
export function sinceText(since: Since): string {
  const { parameters, deprecatedSince, hasGaps } = since;
  const shown = parameters.slice(0, MOST_PARAMETERS);
  const more = parameters.length - shown.length;
  const texts = [
    `${spanText(since)}${hasGaps === true ? ", with gaps" : ""}`,
    ...shown.map((parameter) => `parameter ${parameter.name} ${parameterSpan(parameter, since)}`),
    ...(more > 0 ? [`and ${more} more`] : []),
    ...(deprecatedSince === undefined
      ? []
      : [
          `deprecated ${spanText({ since: deprecatedSince, ...(deprecatedSince === since.since && isOlder(since)) })}`,
        ]),
  ];
  return printableLine(texts.join(" · "));
}

function isOlder({ maybeOlder }: Span): Pick<Span, "maybeOlder"> {
  return maybeOlder === true ? { maybeOlder } : {};
}

/** `since 7.0 or before, until 8.1.7` */
function spanText({ since, maybeOlder, until }: Span): string {
  const begin = `since ${since}${maybeOlder === true ? " or before" : ""}`;
  return until === undefined ? begin : `${begin}, until ${until}`;
}

function parameterSpan(parameter: Span, { since }: Span): string {
  return parameter.since === since && parameter.until !== undefined
    ? `until ${parameter.until}`
    : spanText(parameter);
}
