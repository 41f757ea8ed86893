/**
 * Loaded before the program (`node --import`): zod brings its messages in 50 languages, each a file, which took a fifth of the
 * time of a question. We say everything in English, which zod loads by itself.
 */

import { registerHooks } from "node:module";

registerHooks({
  load: (url, context, next) =>
    url.endsWith("/zod/v4/locales/index.js")
      ? { format: "module", source: "", shortCircuit: true }
      : next(url, context),
});
