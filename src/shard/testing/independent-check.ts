/**
 * The promises of a shard, checked from its bytes by nothing but docs/formats.md: what the product's own schemas and
 * checks get wrong must be noticed here, so nothing of them is used.
 */

interface Loose {
  [field: string]: unknown;
}

const NAME = String.raw`[^.:\u0000-\u001f\u007f-\u009f\ud800-\udfff]{1,1000}`;
const MEMBER = new RegExp(`^${NAME}$`, "u");
const DOTTED = new RegExp(String.raw`^${NAME}(?:\.${NAME})*$`, "u");
const ID = new RegExp(String.raw`^${NAME}(?:\.${NAME})*(?::${NAME}(?:\.${NAME})*)?$`, "u");
const KINDS = [
  "module",
  "class",
  "function",
  "method",
  "classmethod",
  "staticmethod",
  "property",
  "descriptor",
];
const MORE_KINDS = ["enumMember", "typeAlias", "data", "attribute"];
const STAGES = ["site", "import", "walk", "source", "timeout", "crash", "memory", "limit", "tamper", "name"];
const RECORDS = [
  ...["header", "node", "external", "entryPoint", "import", "use", "requirement", "problem", "end"],
];
const CONDITIONS = ["function", "main", "platform", "try", "typing", "version"];
const HOWS = ["annotation", "base", "call", "decorator", "except", "override", "raise", "read", "write"];

/**
 * Every promise that a shard's lines break, as sentences.
 *
 * @param lines without their line feeds
 * @param planned the modules of the distribution; undefined where only the shard itself is known
 */
export function brokenPromises(lines: readonly string[], planned: readonly string[] | undefined): string[] {
  return new Check(lines, planned).broken;
}

class Check {
  readonly broken: string[] = [];
  readonly #nodes = new Map<string, Loose>();
  readonly #modules = new Set<string>();
  readonly #planned: ReadonlySet<string>;
  #own = "";

  constructor(lines: readonly string[], planned: readonly string[] | undefined) {
    const records = lines.map((line) => this.#parsed(line));
    const nodes = records.filter(({ record }) => record === "node");
    this.#planned = new Set(
      planned ?? nodes.filter(({ kind }) => kind === "module").map(({ id }) => String(id)),
    );
    for (const node of nodes) {
      this.#expect(!this.#nodes.has(String(node.id)), `two nodes ${node.id}`);
      this.#nodes.set(String(node.id), node);
      if (node.kind === "module") {
        this.#modules.add(String(node.id));
      }
    }
    this.#checkOrder(records);
    this.#checkEnds(records);
    for (const node of nodes) {
      this.#checkNode(node);
    }
    this.#checkReach();
    for (const record of records) {
      this.#checkOther(record);
    }
  }

  #expect(holds: boolean, otherwise: string): void {
    if (!holds) {
      this.broken.push(otherwise);
    }
  }

  #parsed(line: string): Loose {
    this.#expect(/^[ -~]+$/.test(line), `not one line of ASCII: ${line.slice(0, 100)}`);
    this.#expect(line.length <= 8 * 1024 * 1024, "a line is too long");
    this.#expect(!/":\s|,\s"/.test(line.replaceAll(/"(?:[^"\\]|\\.)*"/g, '"')), "white space between tokens");
    const record: Loose = JSON.parse(line);
    this.#checkTexts(record);
    return record;
  }

  #checkTexts(value: unknown): void {
    if (typeof value === "string") {
      this.#expect(!/\p{Surrogate}/u.test(value), "a lone surrogate");
    } else if (typeof value === "number") {
      this.#expect(Number.isSafeInteger(value), `no whole number: ${value}`);
    } else if (typeof value === "object" && value !== null) {
      for (const key of Object.keys(value)) {
        this.#checkTexts(key);
        this.#checkTexts((value as Loose)[key]);
      }
    }
  }

  #checkOrder(records: readonly Loose[]): void {
    const ranks = records.map(({ record }) => RECORDS.indexOf(String(record)));
    this.#expect(!ranks.includes(-1), "a record of another kind");
    this.#expect(isSorted(ranks.map((rank) => String(rank))), "the kinds of records are not in order");
    this.#expect(isSorted([...this.#nodes.keys()]), "nodes are not sorted by id");
    const problems = records.filter(({ record }) => record === "problem");
    this.#expect(isSorted(problems.map(({ module }) => String(module))), "problems are not sorted by module");
    const imports = records.filter(({ record }) => record === "import");
    const placeOf = ({ module, line }: Loose) => `${module}\0${String(line).padStart(20, "0")}`;
    this.#expect(isSorted(imports.map(placeOf)), "imports are not sorted by module and line");
    const uses = records.filter(({ record }) => record === "use");
    const useOf = (use: Loose) => `${use.in}\0${JSON.stringify(use.of)}`;
    this.#expect(isSorted(uses.map(({ in: place }) => String(place))), "uses are not sorted by place");
    this.#expect(new Set(uses.map(useOf)).size === uses.length, "a place uses something twice");
  }

  #checkEnds(records: readonly Loose[]): void {
    const [header, last] = [records[0], records.at(-1)];
    const count = (kind: string) => records.filter(({ record }) => record === kind).length;
    this.#expect(header?.record === "header" && count("header") === 1, "no header");
    this.#expect(last?.record === "end" && count("end") === 1, "no end");
    this.#expect(last?.nodes === count("node") && last?.problems === count("problem"), "wrong counts");
    this.#own = String((header?.distribution as Loose | undefined)?.name);
    const requirements = (header?.requirements as Loose[] | undefined) ?? [];
    const names = requirements.map(({ name }) => String(name));
    this.#expect(isSorted(names) && new Set(names).size === names.length, "requirements are no sorted set");
  }

  #checkNode(node: Loose): void {
    const { id, kind, module } = node;
    const say = (what: string) => `${id} ${what}`;
    this.#expect(typeof id === "string" && id.length <= 2000 && ID.test(id), say("is no id"));
    this.#expect([...KINDS, ...MORE_KINDS].includes(String(kind)), say(`is a ${kind}`));
    this.#expect(this.#modules.has(String(module)), say(`has a module ${module} that is none`));
    this.#expect(this.#isOurs(String(id)), say("stands under no module of the distribution"));
    if (kind === "module") {
      this.#expect(module === id && DOTTED.test(String(id)), say("is no module"));
    } else {
      this.#expect(!this.#planned.has(String(id)), say("hides a module"));
      this.#expect(this.#depth(String(id)) <= 32, say("stands too deep"));
    }
    for (const field of ["bases", "mro", "metaclass"]) {
      this.#expect(kind === "class" || !Object.hasOwn(node, field), say(`has ${field}`));
    }
    for (const ref of [...list(node.bases), ...list(node.mro), node.metaclass, node.valueType]) {
      this.#checkReference(ref, say);
    }
    const members = entriesOf(node.members);
    this.#expect(
      isSorted(members.map(([name]) => name).filter((name) => !/^\d+$/.test(name))),
      say("unsorted"),
    );
    for (const [name, ref] of members) {
      this.#expect(name.length <= 1000 && MEMBER.test(name), say("has a member without a name"));
      this.#expect(ref !== undefined, say("has a member that is nothing"));
      this.#checkReference(ref, say);
    }
  }

  #checkReference(ref: unknown, say: (what: string) => string): void {
    if (typeof ref === "string") {
      this.#expect(this.#nodes.has(ref), say(`leads to ${ref}, which is nowhere`));
    } else if (ref !== undefined) {
      const { distribution, version, python, id } = ref as Loose;
      const isKnown =
        typeof python === "string" ||
        distribution === null ||
        (typeof distribution === "string" && !!version);
      this.#expect(isKnown && typeof id === "string" && ID.test(id), say("has a malformed reference"));
      this.#expect(distribution !== this.#own, say("leads to its own distribution as to another"));
    }
  }

  #checkReach(): void {
    const reached = new Set(this.#modules);
    // A set that grows while it is gone through is gone through to its end.
    for (const id of reached) {
      for (const [, ref] of entriesOf(this.#nodes.get(id)?.members)) {
        if (typeof ref === "string") {
          reached.add(ref);
        }
      }
    }
    for (const id of this.#nodes.keys()) {
      this.#expect(reached.has(id), `${id} can't be reached`);
    }
    for (const module of this.#planned) {
      this.#expect(this.#modules.has(module), `${module} is missing`);
    }
  }

  readonly #externals = new Set<string>();

  #checkOther(record: Loose): void {
    const say = (what: string) => `${record.record} ${what}`;
    if (record.record === "problem") {
      const { module, stage } = record;
      this.#expect(module === "" || this.#isOurs(String(module)), say(`of ${module}`));
      this.#expect(STAGES.includes(String(stage)), say(`of stage ${stage}`));
      this.#expect(
        typeof record.error === "string" && typeof record.message === "string",
        say("says nothing"),
      );
    } else if (record.record === "entryPoint") {
      this.#checkReference(record.to, say);
    } else if (record.record === "import") {
      this.#expect(this.#modules.has(String(record.module)), say(`of ${record.module}`));
      this.#expect(isWords(record.when ?? [], CONDITIONS), say(`when ${record.when}`));
      this.#checkReference(record.of, say);
    } else if (record.record === "use") {
      this.#checkUse(record, say);
    } else if (record.record === "requirement") {
      const extras = list(record.extras).map(String);
      this.#expect(isSorted(extras) && new Set(extras).size === extras.length, say(`extras ${extras}`));
    } else if (record.record === "external") {
      const key = JSON.stringify(record.ref);
      this.#expect(!this.#externals.has(key), say(`${key} twice`));
      this.#externals.add(key);
      this.#expect(typeof record.ref === "object", say("of this distribution"));
      this.#checkReference(record.ref, say);
      for (const ref of list(record.mro)) {
        this.#checkReference(ref, say);
      }
      const members = list(record.members).map(String);
      this.#expect(isSorted(members) && new Set(members).size === members.length, say("members"));
    }
  }

  #checkUse(record: Loose, say: (what: string) => string): void {
    this.#expect(this.#nodes.has(String(record.in)), say(`in ${record.in}`));
    this.#expect(isWords(record.how, HOWS) && list(record.how).length > 0, say(`how ${record.how}`));
    this.#expect(typeof record.of === "object", say("of this distribution"));
    this.#checkReference(record.of, say);
    const [lines, count] = [list(record.lines).map(Number), Number(record.count)];
    const isRising = lines.every((line, index) => line > (lines[index - 1] ?? 0));
    this.#expect(isRising && lines.length > 0 && lines.length <= Math.min(5, count), say(`lines ${lines}`));
    const keywords = list(record.keywords).map(String);
    this.#expect(isSorted(keywords) && new Set(keywords).size === keywords.length, say("keywords"));
    const isCall = list(record.how).includes("call");
    this.#expect(isCall || (record.keywords ?? record.positional) === undefined, say("arguments"));
  }

  #isOurs(id: string): boolean {
    const parts = id.split(/[.:]/);
    return parts.some((_, index) => this.#planned.has(parts.slice(0, index + 1).join(".")));
  }

  /** How many names stand below the module: the one before the colon, or the longest that there is. */
  #depth(id: string): number {
    const [module = "", below] = id.split(":");
    if (below !== undefined) {
      return this.#modules.has(module) ? below.split(".").length : Number.POSITIVE_INFINITY;
    }
    const parts = id.split(".");
    const own = parts.findLastIndex((_, index) => this.#modules.has(parts.slice(0, index + 1).join(".")));
    return own < 0 ? Number.POSITIVE_INFINITY : parts.length - own - 1;
  }
}

function isWords(value: unknown, known: readonly string[]): boolean {
  const words = list(value).map(String);
  return isSorted(words) && words.every((word, index) => known.includes(word) && word !== words[index - 1]);
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function entriesOf(members: unknown): [name: string, ref: unknown][] {
  return Object.entries((members as Loose | undefined) ?? {});
}

/** By code point, which is the order of the bytes of UTF-8. */
function isSorted(texts: readonly string[]): boolean {
  return texts.every(
    (text, index) => Buffer.compare(Buffer.from(texts[index - 1] ?? ""), Buffer.from(text)) <= 0,
  );
}
