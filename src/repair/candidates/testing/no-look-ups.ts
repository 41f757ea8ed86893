import type { LookUps } from "../look-ups.ts";

/** An archive and an index as small as can be: what they do not have, nothing proposes. */
export const NOTHING: LookUps = {
  owners: async () => [],
  debianNeeds: async () => undefined,
  sourceNeeds: async () => [],
  buildImports: async () => [],
  sourcePython: async () => undefined,
  sourceBeyond: async () => undefined,
  backEndsOfTheDay: async () => [],
  brought: async () => new Set(),
  missingLibraries: async () => [],
  importOwners: async () => [],
  lastHaving: async () => undefined,
  removal: async () => undefined,
  releaseOf: async () => undefined,
  whyUnusable: async () => undefined,
  isEstablished: async () => false,
  pythons: async () => ["3.13", "3.11", "3.14", "3.9"],
};
