/** What went wrong, in words, with what a person can do. */

import { InputError } from "../../src/errors/input-error.ts";
import { NewerGraphError } from "../../src/page/document.ts";
import { DamagedFileError } from "../../src/page/object-reader.ts";

export interface Failure {
  kind: "offline" | "refused" | "newer" | "damaged" | "missing" | "other";
  title: string;
  /** One sentence each. */
  message: string;
  fix: string;
  /** Which file; empty where none is meant. */
  file: string;
}

/** Explains an error. Asks the server once more where a browser does not tell why nothing came. */
export async function explain(error: unknown): Promise<Failure> {
  const [problem] = error instanceof InputError ? error.problems : [];
  const file = problem?.place?.file ?? "";
  const told = { message: problem?.message ?? String((error as Error)?.message ?? error), file };
  const fix = problem?.fix ?? "Load the page again.";
  if (error instanceof NewerGraphError) {
    return {
      ...{ kind: "newer", title: "This store is of a newer importgraph", ...told },
      fix: "Use the page of that version: whoever publishes the store can export it with the store.",
    };
  }
  if (error instanceof DamagedFileError) {
    const isMissing = told.message.startsWith("there is no graph");
    return isMissing
      ? { kind: "missing", title: "There is no graph here", ...told, fix }
      : { kind: "damaged", title: "A file of this store is damaged", ...told, fix };
  }
  if (told.message.includes("cannot be fetched")) {
    return await explainSilence(file, told.message);
  }
  return { kind: "other", title: "This could not be shown", ...told, fix };
}

async function explainSilence(file: string, message: string): Promise<Failure> {
  if (!navigator.onLine) {
    return {
      ...{ kind: "offline", title: "You are offline", file },
      message: "What you have looked at stays; the rest comes when the network is back.",
      fix: "Try again once you are connected.",
    };
  }
  if (await answersOthersOnly(file)) {
    const { origin } = location;
    return {
      ...{ kind: "refused", title: "The server does not let this page read the store", file },
      message: `It answers, but does not allow ${origin} to read what it says (CORS).`,
      fix: `Have the server or bucket send “Access-Control-Allow-Origin: ${origin}” (or *) for GET and HEAD; docs/view.md has the rules for buckets.`,
    };
  }
  return {
    ...{ kind: "other", title: "The server does not answer", message, file },
    fix: "Check the address and the network, and try again.",
  };
}

/** Whether a server of another origin sends something that a browser keeps from us. */
async function answersOthersOnly(file: string): Promise<boolean> {
  if (!URL.canParse(file) || new URL(file).origin === location.origin) {
    return false;
  }
  const answer = await fetch(file, { mode: "no-cors" }).catch(() => undefined);
  return answer !== undefined;
}
