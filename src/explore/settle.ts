import { canonicalJson, compareText, isSortedSet } from "../shard/canonical.ts";
import { type MemberSurvey, misplacement, surveyMembers } from "../shard/invariants.ts";
import { importKey, problemKey, requirementKey, useKey } from "../shard/order.ts";
import {
  type EntryPoint,
  type External,
  FACT_SOURCES,
  type ForeignRef,
  type ImportStatement,
  type Problem,
  type Ref,
  type Requirement,
  SHARD_FORMAT,
  type ShardContent,
  type ShardHeader,
  type ShardNode,
  type Use,
} from "../shard/records.ts";
import {
  everyFieldReference,
  foreignKey,
  mapAncestry,
  mapFieldReferences,
  moduleOf,
} from "../shard/references.ts";
import type { Named } from "./session/asides.ts";
import type { StartEvent } from "./session/protocol.ts";
import type { CollectedRecord } from "./session/receiver.ts";
import { bothUses, dottedName, settledImport, settledRequirement, settledUse } from "./settled-taken.ts";

/** What is written about one module at most; the rest is counted. */
const MAX_PROBLEMS_PER_MODULE = 200;
const MAX_MESSAGE_LENGTH = 2000;

/**
 * Makes a sound shard of whatever a session sent: what would break an invariant is mended or left out, and said as a
 * problem. Every planned module gets a node, also one that was not imported.
 *
 * @param problems what the receiver itself has to say
 * @param named what names in modules that were only read lead to by a session that has loaded what they name
 */
export function settle(
  start: StartEvent,
  records: readonly CollectedRecord[],
  problems: readonly Problem[],
  named: Named = new Map(),
): ShardContent {
  return new Settlement(start, problems, named).of(records);
}

class Settlement {
  readonly #start: StartEvent;
  readonly #named: Named;
  readonly #planned: ReadonlySet<string>;
  readonly #nodes = new Map<string, ShardNode>();
  readonly #externals = new Map<string, External>();
  readonly #entryPoints = new Map<string, EntryPoint>();
  readonly #imports = new Map<string, ImportStatement>();
  readonly #uses = new Map<string, Use>();
  readonly #requirements = new Map<string, Requirement>();
  readonly #problems = new Map<string, Problem>();

  constructor(start: StartEvent, problems: readonly Problem[], named: Named) {
    this.#start = start;
    this.#named = named;
    this.#planned = new Set(start.modules);
    for (const problem of problems) {
      this.#say(problem);
    }
  }

  of(records: readonly CollectedRecord[]): ShardContent {
    for (const record of records) {
      if (record.record === "node") {
        this.#takeNode(record);
      }
    }
    this.#addMissingModules();
    this.#dropMisplaced();
    this.#dropUnreachable(this.#mendMembers(this.#survey()));
    for (const record of records) {
      this.#takeOther(record);
    }
    return {
      header: headerOf(this.#start),
      nodes: [...this.#nodes.values()].map((node) => this.#finished(node)).sort(byId),
      externals: [...this.#externals.values()],
      entryPoints: [...this.#entryPoints.values()],
      imports: [...this.#imports.values()],
      uses: [...this.#uses.values()],
      requirements: [...this.#requirements.values()],
      problems: limitPerModule([...this.#problems.values()]),
    };
  }

  #takeNode(node: ShardNode): void {
    if (this.#nodes.has(node.id)) {
      this.#leaveOut(node, "was sent twice");
    } else if (node.kind === "module") {
      const why = this.#isOurs(node.id)
        ? misplacement(node, () => true)
        : "stands under no module of this distribution";
      if (why === undefined) {
        this.#nodes.set(node.id, node);
      } else {
        this.#leaveOut(node, why);
      }
    } else if (this.#planned.has(node.id)) {
      this.#leaveOut(node, "has the id of a module");
    } else {
      this.#nodes.set(node.id, node);
    }
  }

  #addMissingModules(): void {
    for (const module of this.#planned) {
      if (!this.#nodes.has(module)) {
        const what = { kind: "module", module, from: ["source"], imported: false } as const;
        this.#nodes.set(module, { record: "node", id: module, ...what, from: [...what.from] });
      }
    }
  }

  #dropMisplaced(): void {
    const isModule = (name: string) => this.#nodes.get(name)?.kind === "module";
    for (const node of this.#nodes.values()) {
      const why = misplacement(node, isModule);
      if (why !== undefined) {
        this.#nodes.delete(node.id);
        this.#leaveOut(node, why);
      }
    }
  }

  #survey(): MemberSurvey {
    return surveyMembers(this.#nodes, (ref) => !this.#isOwn(ref));
  }

  /** @returns what is found once all members lead somewhere */
  #mendMembers(survey: MemberSurvey): MemberSurvey {
    if (survey.unsound.size === 0) {
      return survey;
    }
    for (const node of this.#nodes.values()) {
      if (node.members === undefined || !survey.unsound.has(node)) {
        continue;
      }
      const members = Object.entries(node.members);
      const isLost = (ref: Ref) => typeof ref === "string" && this.#found(ref) === undefined;
      const lost = members.filter(([, ref]) => isLost(ref));
      const kept = members.filter(([, ref]) => !isLost(ref));
      const entries = kept.map(([name, ref]) => [name, this.#mended(ref)] as const);
      this.#nodes.set(node.id, { ...node, members: Object.fromEntries(entries) });
      if (lost.length > 0) {
        const names = lost.map(([name]) => name).sort(compareText);
        this.#sayOfWalk(
          node.module,
          "DanglingMember",
          `members of ${node.id} lead nowhere: ${names.join(", ")}`,
        );
      }
    }
    return this.#survey();
  }

  /** Whether a reference leads somewhere as it is. */
  #isSound(ref: Ref): boolean {
    return typeof ref === "string" ? this.#nodes.has(ref) : !this.#isOwn(ref);
  }

  #dropUnreachable({ reached }: MemberSurvey): void {
    if (reached.size === this.#nodes.size) {
      return;
    }
    for (const node of this.#nodes.values()) {
      if (!reached.has(node)) {
        this.#nodes.delete(node.id);
        this.#leaveOut(node, "can't be reached from a module by members");
      }
    }
  }

  #takeOther(record: CollectedRecord): void {
    switch (record.record) {
      case "problem":
        this.#say(record);
        break;
      case "external":
        this.#takeExternal(record);
        break;
      case "entryPoint": {
        const entryPoint = { ...record, to: this.#mended(record.to) };
        this.#entryPoints.set(canonicalJson(entryPoint), entryPoint);
        break;
      }
      case "import":
        this.#takeImport(record);
        break;
      case "use":
        this.#takeUse(record);
        break;
      case "requirement": {
        const settled = settledRequirement(record);
        this.#requirements.set(requirementKey(settled), settled);
        break;
      }
    }
  }

  #takeImport(statement: ImportStatement): void {
    // What a module takes that has no node would be nobody's.
    if (this.#nodes.get(statement.module)?.kind === "module") {
      const { module, from, name } = statement;
      const named = name === undefined ? undefined : this.#namedIn(module, `${from}.${name}`);
      const settled = settledImport(statement, this.#mended(named ?? statement.of));
      this.#imports.set(importKey(settled), settled);
    }
  }

  #takeUse(use: Use): void {
    const place = this.#placeOf(use.in);
    const written = use.as ?? dottedName(use.of);
    const of = this.#mended(this.#namedIn(this.#nodes.get(place ?? "")?.module, written) ?? use.of);
    // A session that reads sources may take for somebody else's what another one has found to be ours.
    if (place === undefined || typeof of === "string" || this.#isBelowOwn(of)) {
      return;
    }
    const settled = settledUse(use, place, of, written);
    const key = useKey(settled);
    const known = this.#uses.get(key);
    this.#uses.set(key, known === undefined ? settled : bothUses(known, settled));
  }

  /** What a name in a module leads to, where that could not be imported and another session knows. */
  #namedIn(module: string | undefined, name: string): Ref | undefined {
    const isRead = module !== undefined && this.#nodes.get(module)?.imported === false;
    return isRead ? this.#named.get(module)?.get(name) : undefined;
  }

  /** Whether what nobody has is a name of something of ours that is no module, such as `flags.verbose` of `sys`. */
  #isBelowOwn(ref: ForeignRef): boolean {
    if (!("distribution" in ref) || ref.distribution !== null) {
      return false;
    }
    const names = ref.id.split(".");
    return names.some((_, at) => {
      const node = this.#nodes.get(names.slice(0, at + 1).join("."));
      return node !== undefined && node.kind !== "module";
    });
  }

  /** The node that a place is in: itself, or what is around it where that has no node of its own. */
  #placeOf(id: string): string | undefined {
    const found = this.#found(id);
    if (typeof found === "string") {
      return found;
    }
    return moduleOf(id, (name) => this.#nodes.get(name)?.kind === "module")?.module;
  }

  #takeExternal(external: External): void {
    const ref = this.#mended(external.ref);
    if (typeof ref === "string") {
      // A session that reads sources can't know what another one has a node for; that tells all of it.
      return;
    }
    const key = foreignKey(ref);
    if (!this.#externals.has(key)) {
      const members = [...new Set(external.members)].sort(compareText);
      this.#externals.set(
        key,
        mapAncestry({ ...external, ref, members }, (above) => this.#mended(above)),
      );
    }
  }

  /** The reference itself, or what stands for one that leads nowhere. */
  #mended(ref: Ref): Ref {
    if (typeof ref === "string") {
      return this.#found(ref) ?? { distribution: null, id: ref };
    }
    return this.#isOwn(ref) ? this.#mended(ref.id) : ref;
  }

  /**
   * What an id leads to: a node, or what is found by following its names. Where one session imported a module and
   * another only read the modules that use it, they may have different best names for what is in it.
   */
  #found(id: string): Ref | undefined {
    if (this.#nodes.has(id)) {
      return id;
    }
    const place = moduleOf(id, (name) => this.#nodes.get(name)?.kind === "module");
    let found: Ref | undefined = place?.module;
    for (const name of place === undefined ? [] : id.slice(place.module.length + 1).split(".")) {
      const members: ShardNode["members"] =
        typeof found === "string" ? this.#nodes.get(found)?.members : undefined;
      found = members !== undefined && Object.hasOwn(members, name) ? members[name] : undefined;
    }
    const isKnown = typeof found === "string" ? this.#nodes.has(found) : !this.#isOwn(found);
    return isKnown ? found : undefined;
  }

  /** Whether a reference calls this distribution another one. */
  #isOwn(ref: Ref | undefined): boolean {
    return (
      typeof ref === "object" && "distribution" in ref && ref.distribution === this.#start.distribution.name
    );
  }

  /** The node as it is written: references that lead somewhere, lists of words in their one order. */
  #finished(node: ShardNode): ShardNode {
    // Most are as they should be, and there are many.
    if (this.#isFinished(node)) {
      return node;
    }
    const { members = {}, ...rest } = node;
    return {
      ...mapFieldReferences(rest, (ref) => this.#mended(ref)),
      ...(Object.keys(members).length > 0 && { members }),
      from: FACT_SOURCES.filter((source) => node.from.includes(source)),
      ...(node.flags && { flags: [...new Set(node.flags)].sort(compareText) }),
      ...(node.flavours && { flavours: [...new Set(node.flavours)].sort(compareText) }),
    };
  }

  #isFinished(node: ShardNode): boolean {
    const { from, flags, flavours, members } = node;
    return (
      (from.length === 1 || from.join() === FACT_SOURCES.filter((source) => from.includes(source)).join()) &&
      (flags === undefined || isSortedSet(flags)) &&
      (flavours === undefined || isSortedSet(flavours)) &&
      (members === undefined || Object.keys(members).length > 0) &&
      everyFieldReference(node, (ref) => this.#isSound(ref))
    );
  }

  #isOurs(name: string): boolean {
    return moduleOf(name, (module) => this.#planned.has(module)) !== undefined;
  }

  #leaveOut(node: ShardNode, why: string): void {
    this.#sayOfWalk(node.module, "LeftOut", `${node.kind} ${node.id} ${why}`);
  }

  #sayOfWalk(module: string, error: string, message: string): void {
    this.#say({ record: "problem", module, stage: "walk", error, message });
  }

  #say(problem: Problem): void {
    // Nobody is blamed for the module of somebody else, which only a session that lies can have announced.
    const module = this.#isOurs(problem.module) ? problem.module : "";
    const cut = { ...problem, module, message: cutMessage(problem.message) };
    this.#problems.set(problemKey(cut), cut);
  }
}

function headerOf(start: StartEvent): ShardHeader {
  const { distribution, python, platform, explorer } = start;
  const requirements = new Map(start.requirements.map((requirement) => [requirement.name, requirement]));
  return {
    record: "header",
    format: SHARD_FORMAT,
    distribution,
    python,
    platform,
    explorer,
    importNames: [...new Set(start.importNames)].sort(compareText),
    requirements: [...requirements.values()].sort((a, b) => compareText(a.name, b.name)),
  };
}

function limitPerModule(problems: readonly Problem[]): Problem[] {
  const keyed = problems.map((problem) => ({ key: problemKey(problem), problem }));
  const sorted = keyed.sort((a, b) => compareText(a.key, b.key)).map(({ problem }) => problem);
  const byModule = Map.groupBy(sorted, ({ module }) => module);
  return [...byModule].flatMap(([module, all]) => {
    const kept = all.slice(0, MAX_PROBLEMS_PER_MODULE);
    const rest = all.length - kept.length;
    const message = `${rest} further problems are not listed`;
    const more: Problem = { record: "problem", module, stage: "limit", error: "TooManyProblems", message };
    return rest === 0 ? kept : [...kept, more];
  });
}

function cutMessage(message: string): string {
  // The cut may go through a pair of surrogates.
  return message.length > MAX_MESSAGE_LENGTH
    ? `${message.slice(0, MAX_MESSAGE_LENGTH - 3).toWellFormed()}...`
    : message;
}

function byId(a: ShardNode, b: ShardNode): number {
  return compareText(a.id, b.id);
}
