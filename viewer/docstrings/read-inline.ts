/** What stands within a paragraph: code, names, emphasis, links; of reST, Markdown and Epytext. */

import { webAddress } from "../data/web-address.ts";
import type { Inline } from "./blocks.ts";

/**
 * One pattern for each thing, tried from left to right; none can take long on what a hostile docstring has. Groups are named
 * by what they hold.
 */
const PATTERN = new RegExp(
  [
    // reST: ``code``, Markdown the same.
    "``(?<double>[^\\n]+?)``",
    // :class:`~a.b.C`, :py:meth:`text <target>`
    ":(?<role>[a-zA-Z][a-zA-Z+:-]{0,40}):`(?<roleText>[^`\\n]{1,400})`",
    // `text <address>`_
    "`(?<linkText>[^`<\\n]{1,400}?)\\s*<(?<linkTarget>[^`>\\n]{1,800})>`__?",
    // `text`_ and `code`
    "`(?<single>[^`\\n]{1,400})`_{0,2}",
    // [text](address)
    "\\[(?<mdText>[^\\]\\n]{1,400})\\]\\((?<mdTarget>[^)\\s]{1,800})\\)",
    // L{a.b.C}, C{code}, I{…}, B{…}, U{text<address>}
    "\\b(?<epy>[LCIBUMGX])\\{(?<epyText>[^{}\\n]{1,400})\\}",
    "\\*\\*(?<strong>[^*\\s](?:[^*\\n]{0,400}[^*\\s])?)\\*\\*",
    "(?<![\\w*])\\*(?<emphasis>[^*\\s](?:[^*\\n]{0,400}[^*\\s])?)\\*(?![\\w*])",
    "<(?<angled>https?://[^\\s<>]{1,800})>",
    "(?<address>https?://[^\\s<>\"'`]{1,800})",
  ].join("|"),
  "gu",
);

/** Reads a paragraph's text; its lines are joined. */
export function readInline(text: string): Inline[] {
  const joined = text.replace(/\s*\n\s*/g, " ");
  const parts: Inline[] = [];
  let end = 0;
  for (const match of joined.matchAll(PATTERN)) {
    const found = partOf(match.groups ?? {});
    if (found !== undefined) {
      pushText(parts, joined.slice(end, match.index));
      parts.push(found.part);
      end = match.index + match[0].length - found.left.length;
    }
  }
  pushText(parts, joined.slice(end));
  return parts;
}

function pushText(parts: Inline[], text: string): void {
  // reST hides characters from its own rules behind a backslash.
  const plain = text.replace(/\\(?=[\s*`_|\\])\s?/g, "");
  if (plain !== "") {
    parts.push({ kind: "text", text: plain });
  }
}

type Groups = Readonly<Record<string, string | undefined>>;

/** @returns `left`: what the pattern took of the text behind */
function partOf(groups: Groups): { part: Inline; left: string } | undefined {
  const { double, role, roleText, single, strong, emphasis, angled, address } = groups;
  if (double !== undefined) {
    return whole({ kind: "code", text: double.trim() });
  }
  if (role !== undefined && roleText !== undefined) {
    return whole(ofRole(role, roleText));
  }
  if (single !== undefined) {
    return whole({ kind: "code", text: single });
  }
  if (strong !== undefined) {
    return whole({ kind: "strong", text: strong });
  }
  if (emphasis !== undefined) {
    return whole({ kind: "emphasis", text: emphasis });
  }
  if (angled !== undefined) {
    return whole(linkTo(angled, angled));
  }
  if (address !== undefined) {
    // A full stop behind an address ends the sentence.
    const left = /[.,;:!?)\]}*]+$/.exec(address)?.[0] ?? "";
    const own = address.slice(0, address.length - left.length);
    return { part: linkTo(own, own), left };
  }
  return linkOf(groups) ?? epytextOf(groups);
}

function whole(part: Inline): { part: Inline; left: string } {
  return { part, left: "" };
}

function linkOf({
  linkText,
  linkTarget,
  mdText,
  mdTarget,
}: Groups): { part: Inline; left: string } | undefined {
  const [text, target] = [linkText ?? mdText, linkTarget ?? mdTarget];
  return text === undefined || target === undefined ? undefined : whole(linkTo(text, target));
}

/** Only addresses of the web become links, and these only on a click. */
function linkTo(text: string, target: string): Inline {
  const href = webAddress(target);
  return href === undefined
    ? { kind: "code", text, target: target.replace(/^[#:]/, "") }
    : { kind: "link", text, href };
}

/** Roles that are no names but a way of writing. */
const ROLES: Readonly<Record<string, "emphasis" | "strong" | "text">> = {
  emphasis: "emphasis",
  strong: "strong",
  abbr: "text",
  ref: "emphasis",
  doc: "emphasis",
  term: "emphasis",
  numref: "emphasis",
};

function ofRole(role: string, text: string): Inline {
  const [, shown, target] = /^(.*?)\s*<([^<>]+)>$/.exec(text) ?? [];
  const last = role.split(":").at(-1) ?? role;
  const kind = ROLES[last];
  if (kind !== undefined) {
    return { kind, text: shown ?? text };
  }
  if (shown !== undefined && target !== undefined) {
    return { kind: "code", text: shown, target };
  }
  // `~a.b.C` is shown as C.
  const name = text.replace(/^!/, "");
  return name.startsWith("~")
    ? { kind: "code", text: name.slice(name.lastIndexOf(".") + 1).replace(/^~/, ""), target: name.slice(1) }
    : { kind: "code", text: name.replace(/^\./, ""), target: name };
}

function epytextOf({ epy, epyText: text }: Groups): { part: Inline; left: string } | undefined {
  if (epy === undefined || text === undefined) {
    return undefined;
  }
  const [, shown = text, target = text] = /^(.*?)\s*<([^<>]+)>$/.exec(text) ?? [];
  switch (epy) {
    case "L":
      return whole({ kind: "code", text: shown, target });
    case "U":
      return whole(linkTo(shown, target));
    case "I":
      return whole({ kind: "emphasis", text });
    case "B":
      return whole({ kind: "strong", text });
    case "X":
    case "G":
      return whole({ kind: "text", text });
    default:
      return whole({ kind: "code", text });
  }
}
