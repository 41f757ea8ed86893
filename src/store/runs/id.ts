import { InputError } from "../../errors/input-error.ts";
import { RUN_ID } from "../../page/graph-keys.ts";
import type { Store } from "../store.ts";
import { runsListFix } from "../store-option.ts";

export function isRunId(text: string): boolean {
  return RUN_ID.test(text);
}

/**
 * A run's id as a person gives it.
 *
 * @param store that is to have it
 * @throws InputError for what is none
 */
export function parseRunId(text: string, store: Pick<Store, "address">): string {
  if (!isRunId(text)) {
    throw new InputError({
      message: `"${text}" is not the id of a run: expected a date such as 2026-11-23, or 2026-11-23.2 for the second run of a day`,
      fix: runsListFix(store),
    });
  }
  return text;
}

/** The id of the nth run of the day (in UTC) of a moment, from 1. */
export function runIdOf(startedAt: string, number: number): string {
  const day = new Date(startedAt).toISOString().slice(0, 10);
  return number === 1 ? day : `${day}.${number}`;
}

/** Which run of its day it is, from 1. */
export function numberOfRun(id: string): number {
  return Number(RUN_ID.exec(id)?.[2] ?? 1);
}

/** Orders ids as the runs were begun: by day, then by number. */
export function compareRunIds(left: string, right: string): number {
  const [leftDay, rightDay] = [left.slice(0, 10), right.slice(0, 10)];
  if (leftDay !== rightDay) {
    return leftDay < rightDay ? -1 : 1;
  }
  return numberOfRun(left) - numberOfRun(right);
}

/** How much the clocks of publishers, servers and readers may differ. */
export const CLOCKS_HOURS = 1;

/** Whether the day of a run has not come: a clock was wrong when it began, or the one that is looked at is. */
export function isInFuture(id: string, now = new Date()): boolean {
  const latestDay = runIdOf(new Date(now.getTime() + CLOCKS_HOURS * 60 * 60 * 1000).toISOString(), 1);
  return id.slice(0, 10) > latestDay;
}
