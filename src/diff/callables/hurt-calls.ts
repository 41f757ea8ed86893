import type { Finding, ObjectPair, Rule } from "../rule.ts";
import { byPosition } from "./signatures.ts";

/** Which calls a change hurts: those that give an argument by this name, or have one at this position from 0; all without either. */
export interface HurtCalls {
  keyword?: string;
  position?: number;
}

/** The calls that something which a rule has found hurts; undefined where it is no matter of calls. */
export function hurtCalls(
  { hurts }: Rule,
  { part }: Finding,
  { signatures }: ObjectPair,
): HurtCalls | undefined {
  if (hurts === undefined || hurts === "calls" || part === undefined || signatures === undefined) {
    return hurts && {};
  }
  const position = byPosition(signatures.old).findIndex(({ name }) => name === part);
  return {
    ...(hurts !== "placed" && { keyword: part }),
    ...(hurts !== "named" && position >= 0 && { position }),
  };
}
