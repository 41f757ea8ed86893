import { join } from "node:path";
import { defineConfig } from "vite";

/** The page is one folder of files that any server of files serves, below any path. */
export default defineConfig({
  root: import.meta.dirname,
  base: "./",
  build: {
    outDir: join(import.meta.dirname, "..", "dist", "viewer"),
    emptyOutDir: true,
    // Nothing is written into the page or its style sheets: its policy would refuse inline scripts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: "es2024",
    reportCompressedSize: false,
    rolldownOptions: {
      treeshake: {
        // What nothing is taken of is left out: the schemas of records weigh more than the page.
        moduleSideEffects: [{ test: /\/src\//, sideEffects: false }],
      },
    },
  },
});
