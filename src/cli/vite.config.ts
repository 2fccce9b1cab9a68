/** Builds the program: our sources and the packages they need in a few files, because reading thousands of small ones takes longer than most commands run (bench/RESULTS.md). */
import { join } from "node:path";
import { defineConfig } from "vite";

const root = join(import.meta.dirname, "..", "..");

/** Packages with machine code are found where they were installed. */
const native = ["better-sqlite3", "@node-rs/argon2", "pg-native"];

export default defineConfig({
  root,
  publicDir: false,
  ssr: { noExternal: true, external: native, target: "node" },
  build: {
    ssr: true,
    outDir: join(root, "dist", "src"),
    emptyOutDir: true,
    target: "node20",
    sourcemap: true,
    minify: false,
    rollupOptions: { input: { "cli/main": join(root, "src", "cli", "main.ts") }, output: { format: "es", chunkFileNames: "chunks/[name]-[hash].js" } },
  },
});
