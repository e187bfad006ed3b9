import vue from "@vitejs/plugin-vue";
import { defineConfig } from "vitest/config";
import { headstart } from "./build/headstart.ts";
import { messages } from "./build/messages.ts";

const desk = process.env.YINGKE_DESK ?? "http://127.0.0.1:8080";

export default defineConfig({
  plugins: [messages(), headstart(), vue({ features: { optionsAPI: false } })],
  define: { __INTLIFY_DROP_MESSAGE_COMPILER__: "true", __VUE_I18N_LEGACY_API__: "false", __VUE_PROD_DEVTOOLS__: "false" },
  resolve: { alias: { "vue-i18n": "vue-i18n/dist/vue-i18n.runtime.mjs" } },
  json: { stringify: false },
  build: {
    target: "es2022",
    // A data: address would be refused by the page's content security policy.
    assetsInlineLimit: 0,
    manifest: true,
    rolldownOptions: {
      output: {
        entryFileNames: "assets/[name]-[hash].js",
        chunkFileNames: "assets/[name]-[hash].js",
        // What every page needs comes in two pieces: a browser fetches few files at a time.
        codeSplitting: {
          groups: [
            { name: "first", test: /src\/(early|language)\.ts$/, priority: 3 },
            { name: "vendor", test: /node_modules\/(vue|@vue|vue-router|vue-i18n|@intlify)\//, priority: 2 },
            { name: "common", test: /src\/(parts|cache|stream|[a-z]+\.ts$)|shared\/src/, minShareCount: 2, priority: 1 },
          ],
        },
      },
    },
  },
  server: {
    host: "127.0.0.1",
    port: 5173,
    proxy: Object.fromEntries(
      ["/api", "/demo/", "/chat/", "/c/", "/widget"].map((path) => [path, { target: desk, ws: path === "/api" }]),
    ),
  },
  test: { environment: "node", include: ["src/**/*.test.ts", "build/**/*.test.ts"] },
});
