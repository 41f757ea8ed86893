import type { Problem } from "../../shard/records.ts";
import type { SessionReceiver } from "../session/receiver.ts";
import type { Death, SessionEnd } from "../session/session.ts";
import type { Step } from "../session/steps.ts";
import type { Attempts } from "./attempts.ts";
import type { RunOptions, Sessions } from "./sessions.ts";

/** What became of a module, and of those below it, in a session without the others. */
export interface OwnSession {
  /** What was received by the last session; undefined when it died too. */
  receiver: SessionReceiver | undefined;
  /** Of the modules below it that ended such a session. */
  problems: readonly Problem[];
  /** Whether it died or tampered by itself. */
  misbehaves: boolean;
}

export interface Verdict {
  /** The death, at the one who is to blame. */
  death: Death;
  /** The session of the accused, where there was one. */
  own?: { module: string; session: OwnSession };
}

/** How many modules below one may end its own session before it is given up. */
const MAX_OWN_DEATHS = 5;
/** How long sessions that look for a culprit wait for what it does later. */
const MAX_LINGER_SECONDS = 10;
/** How many sessions may look for one culprit. */
const MAX_SESSIONS_PER_DEATH = 16;

/** The module and those below it. */
export function familyOf(module: string, modules: readonly string[]): string[] {
  return modules.filter((name) => name === module || name.startsWith(`${module}.`));
}

/** Whose own session it is, and how it is run. */
export interface OwnOptions extends Omit<RunOptions, "mayTamper"> {
  module: string;
  modules: readonly string[];
  /** Only whether it dies is asked, not what can be had of it nevertheless. */
  isProbe?: boolean;
}

/** Explores a module and those below it, without what they do not import themselves. */
export async function exploreAlone(
  sessions: Sessions,
  attempts: Attempts,
  { module, modules, isProbe = false, ...run }: OwnOptions,
): Promise<OwnSession> {
  const family = familyOf(module, modules);
  const without: Record<string, string> = {};
  const careful = [...attempts.plan.careful];
  const problems: Problem[] = [];
  while (sessions.isTimeLeft) {
    const { receiver, death } = await sessions.run(
      { ...attempts.planOf(family, without), careful },
      {
        ...run,
        mayTamper: (name) => family.includes(name),
      },
    );
    if (death === undefined) {
      return { receiver, problems, misbehaves: receiver.hasTampered };
    }
    const at = death.at?.module ?? "";
    const isWalk = death.at?.stage === "walk" && death.stage !== "tamper" && !careful.includes(at);
    if (isProbe || !family.includes(at) || (at === module && !isWalk) || problems.length >= MAX_OWN_DEATHS) {
      break;
    }
    const { error, message } = death;
    const stage = isWalk ? "walk" : death.stage;
    problems.push({ record: "problem", module: at, stage, error, message });
    if (isWalk) {
      careful.push(at);
    } else {
      Object.assign(without, Object.fromEntries(familyOf(at, family).map((name) => [name, message])));
    }
  }
  return { receiver: undefined, problems, misbehaves: true };
}

/**
 * Finds out who is to blame for the death of a session: the module that was at work, when it dies without the others
 * too; else the one of those imported before it without which it does not.
 */
export async function judge(
  { death, receiver, seconds }: SessionEnd & { death: Death },
  sessions: Sessions,
  attempts: Attempts,
): Promise<Verdict> {
  const { at } = death;
  const modules = receiver.start?.modules ?? [];
  if (at === undefined || at.module === "" || !modules.includes(at.module) || !sessions.isTimeLeft) {
    return { death };
  }
  const { module } = at;
  const suspects = suspectsOf(at, receiver);
  // What dies when it is looked at gets another chance among the others.
  const isLookedAtAgain = attempts.mayLookAgain(at, death.stage);
  if (suspects.length === 0 && death.error !== "Tampered") {
    // It was alone already.
    return isLookedAtAgain
      ? { death }
      : { death, own: { module, session: { receiver: undefined, problems: [], misbehaves: true } } };
  }
  const session = await exploreAccused(death, at, modules, sessions, attempts);
  if (session.misbehaves || suspects.length === 0) {
    return { death, ...(isLookedAtAgain ? {} : { own: { module, session } }) };
  }
  const culprit = await culpritOf(module, suspects, sessions, attempts, {
    // By itself it was done in so many seconds; who waits much longer has seen that it hangs.
    stepTimeoutSeconds: 10 + 3 * (session.receiver?.steps.secondsOfModules.get(module) ?? 0),
    // Who hangs does so at once.
    lingerSeconds: isHang(death) ? 0 : Math.min(seconds, MAX_LINGER_SECONDS),
  });
  if (culprit === undefined) {
    const message = `${death.message}; it does not happen when the module is imported alone`;
    return { death: { ...death, message }, own: { module, session } };
  }
  const message = `${death.message}; it does not happen without ${culprit}`;
  return { death: { ...death, at: { stage: "import", module: culprit }, message } };
}

/** The accused without the others: whether it dies then too. */
async function exploreAccused(
  death: Death,
  at: Step,
  modules: readonly string[],
  sessions: Sessions,
  attempts: Attempts,
): Promise<OwnSession> {
  return await exploreAlone(sessions, attempts, {
    ...{ module: at.module, purpose: "blame", isProbe: death.error !== "Tampered" },
    // Looking at a package needs none of what is in it.
    modules: at.stage === "walk" ? [at.module] : modules,
    // Who hung for so long is not trusted to take only half as long the next time.
    ...(isHang(death) && { stepTimeoutSeconds: sessions.stepTimeoutSeconds / 2 }),
  });
}

function isHang({ error }: Death): boolean {
  return error === "TimedOut" || error === "TooManyProcesses";
}

/** The modules that can have brought a death about instead of the one that was at work, which does not need them. */
function suspectsOf({ stage, module }: Step, { steps }: SessionReceiver): string[] {
  const outer = steps.current?.stage === "import" ? [steps.current.module] : [];
  return [...steps.importedModules, ...outer].filter(
    (name) => !`${module}.`.startsWith(`${name}.`) && (stage === "walk" || !name.startsWith(`${module}.`)),
  );
}

async function culpritOf(
  module: string,
  suspects: readonly string[],
  sessions: Sessions,
  attempts: Attempts,
  limits: { stepTimeoutSeconds: number; lingerSeconds: number },
): Promise<string | undefined> {
  const stepTimeoutSeconds = Math.min(sessions.stepTimeoutSeconds, limits.stepTimeoutSeconds);
  const lingerSeconds = Math.min(limits.lingerSeconds, stepTimeoutSeconds / 2);
  let sessionsLeft = MAX_SESSIONS_PER_DEATH;
  const diesWith = async (others: readonly string[]) => {
    sessionsLeft -= 1;
    const plan = { ...attempts.planOf([...others, module]), lingerSeconds };
    return (await sessions.run(plan, { purpose: "blame", stepTimeoutSeconds })).death !== undefined;
  };
  let left = suspects;
  while (left.length > 1) {
    if (sessionsLeft <= 1 || !sessions.isTimeLeft) {
      return undefined;
    }
    // A package comes before what is in it, which can't be imported without it.
    const half = left.slice(0, Math.ceil(left.length / 2));
    left = (await diesWith(half)) ? half : left.slice(half.length);
  }
  const [last] = left;
  return last !== undefined && sessions.isTimeLeft && (await diesWith([last])) ? last : undefined;
}
