import type { Answer, Asked } from "./answer.ts";
import { type LoopbackOptions, type LoopbackServer, serveOnLoopback } from "./loopback-server.ts";
import { objectAnswer } from "./object-answer.ts";
import { fileAnswer, type PageFiles, pageAnswer, pageFile } from "./page-files.ts";
import { pageSettings, SETTINGS_FILE, STORE_FOLDER } from "./page-settings.ts";
import type { ViewedStore } from "./viewed-store.ts";

export interface ViewOptions extends LoopbackOptions {
  page: PageFiles;
  /** What the page is given. */
  viewed: ViewedStore;
  /** What it is given from then on when the page is loaded again: what was explored meanwhile is there. */
  renew: () => Promise<ViewedStore>;
  /** Whether the page is told the run, and does not find out which one is the latest. */
  isOfRun: boolean;
}

/**
 * Serves the page, and what it may ask of a store: `/store.json` says where that is, `/store/<key>` are its objects.
 *
 * @throws InputError where the port is not to be had
 */
export async function serveView({
  page,
  viewed,
  renew: ask,
  isOfRun,
  ...options
}: ViewOptions): Promise<LoopbackServer> {
  let current = viewed;
  let renewing: Promise<unknown> | undefined;
  /** Several pages that are loaded at once wait for the same. One that can't be had leaves what was there. */
  const renew = async () => {
    renewing ??= ask()
      .then((newer) => {
        current = newer;
      }, options.onFailure)
      .finally(() => {
        renewing = undefined;
      });
    await renewing;
  };
  let isFirst = true;
  const answer = async (asked: Asked): Promise<Answer> => {
    const [first, ...rest] = asked.path;
    if (first === SETTINGS_FILE && rest.length === 0) {
      await (isFirst ? undefined : renew());
      isFirst = false;
      const { run, runs } = current;
      return fileAnswer(
        pageFile(SETTINGS_FILE, pageSettings({ runs, ...(isOfRun && { run }) })),
        asked.headers,
      );
    }
    if (first === STORE_FOLDER) {
      return await objectAnswer(current.store, current.standIns, rest.join("/"), asked);
    }
    return pageAnswer(page, asked);
  };
  return await serveOnLoopback(answer, options);
}
