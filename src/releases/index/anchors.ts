const COMMENT = /<!--[\s\S]*?(?:-->|$)/g;
const ANCHOR = /<a(?=[\s>])/gi;
const ATTRIBUTE = /\s*([^\s=<>"'/]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'<>]+)))?|\s*\//y;
const TAG_END = /\s*>/y;

const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

/**
 * Reads the attributes of the links of an index's page; names in lower case, no value as the empty text. PEP 503 asks
 * for no more of HTML than a list of anchors, so this is no parser of HTML at large. It reads on where an anchor ended,
 * so that a broken page costs no more than a sound one.
 */
export function parseAnchors(html: string): Map<string, string>[] {
  const page = html.replace(COMMENT, "");
  const anchors: Map<string, string>[] = [];
  let at = 0;
  for (;;) {
    ANCHOR.lastIndex = at;
    if (ANCHOR.exec(page) === null) {
      return anchors;
    }
    const { attributes, end } = readAttributes(page, ANCHOR.lastIndex);
    at = end;
    TAG_END.lastIndex = at;
    if (TAG_END.test(page)) {
      anchors.push(attributes);
    }
  }
}

function readAttributes(page: string, start: number): { attributes: Map<string, string>; end: number } {
  const attributes = new Map<string, string>();
  let end = start;
  for (;;) {
    ATTRIBUTE.lastIndex = end;
    const found = ATTRIBUTE.exec(page);
    if (found === null) {
      return { attributes, end };
    }
    const [, name, double, single, bare] = found;
    if (name !== undefined) {
      attributes.set(name.toLowerCase(), decodeEntities(double ?? single ?? bare ?? ""));
    }
    end = ATTRIBUTE.lastIndex;
  }
}

function decodeEntities(text: string): string {
  return text.replace(
    /&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(amp|lt|gt|quot|apos));/gi,
    (entity, decimal, hex, name) => {
      if (name !== undefined) {
        return ENTITIES[String(name).toLowerCase()] ?? entity;
      }
      const code = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal);
      return code <= 0x10ffff ? String.fromCodePoint(code) : entity;
    },
  );
}
