/** Where the page finds the store, below its own address. */
export const STORE_FOLDER = "store";

/** The file beside the page that it reads first. */
export const SETTINGS_FILE = "store.json";

/** Rises when a meaning changes; pages refuse a newer one. */
const FORMAT = 1;

export interface PageSettings {
  /** Where the store is, seen from the page: `./store/`, or an address of its own. */
  store?: string;
  /** Of this run; default: of the latest, else of what was explored last, as the store says. */
  run?: string | undefined;
  /** Finished runs that are there, the newest first: a server of files can't be asked for a list. */
  runs: readonly string[];
}

/** What `store.json` beside the page says. */
export function pageSettings({ store = `./${STORE_FOLDER}/`, run, runs }: PageSettings): Uint8Array {
  const settings = { format: FORMAT, store, ...(run !== undefined && { run }), runs };
  return new TextEncoder().encode(`${JSON.stringify(settings)}\n`);
}
