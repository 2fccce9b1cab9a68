/** How the page is built: into static files of the server, each compressed beforehand, nothing from elsewhere. */
import react from "@vitejs/plugin-react";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import type { Plugin } from "vite";
import { defineConfig } from "vite";

/** Beside each file its brotli and gzip form, so that no request waits for compressing. */
function compressed(): Plugin {
  return {
    name: "compressed",
    apply: "build",
    // What is on the disk is what is served: before that, the bundler still puts names into it.
    writeBundle: {
      order: "post",
      sequential: true,
      handler({ dir = "" }, bundle) {
        for (const name of Object.keys(bundle).filter((each) => /\.(js|css|svg)$/.test(each))) {
          const bytes = readFileSync(join(dir, name));
          writeFileSync(join(dir, `${name}.br`), brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }));
          writeFileSync(join(dir, `${name}.gz`), gzipSync(bytes, { level: 8 }));
        }
      },
    },
  };
}

/** The older form of each font file is for browsers of before 2018. */
function woff2Only(): Plugin {
  return {
    name: "woff2-only",
    enforce: "pre",
    transform: (code, id) => (/@fontsource.*\.css/.test(id) ? code.replace(/, url\([^)]*\.woff\) format\('woff'\)/g, "") : null),
  };
}

export default defineConfig({
  root: import.meta.dirname,
  base: "/",
  plugins: [woff2Only(), react(), compressed()],
  // The server puts a fresh one in for each answer (server/page.ts).
  html: { cspNonce: "__NONCE__" },
  build: {
    outDir: "../../dist/web",
    emptyOutDir: true,
    target: "es2022",
    // Nothing is put into pages as data: addresses, which the content policy would refuse for scripts and fonts.
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    chunkSizeWarningLimit: 1500,
  },
  server: { proxy: { "/api": "http://127.0.0.1:8110" } },
});
