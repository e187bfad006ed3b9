// How the visitor side is built. Two runs: the pages (chat, demo shop) as modules with hashed assets, and the loader as
// one classic script with a fixed name, because shops paste its address into their pages for years.
import { defineConfig } from "vitest/config";
import { ownImports, shortNames, usedTokens } from "./build/smaller";

// What browsers a visitor may come with: old phones and Chromium shells included.
const target = ["chrome91", "safari14", "firefox90"];

const loader = {
  emptyOutDir: false,
  target,
  lib: { entry: "src/loader/loader.ts", formats: ["iife" as const], name: "yingkeLoader", fileName: () => "loader.js" },
};

const pages = {
  target,
  // A strict page policy forbids data: addresses, so nothing is inlined.
  assetsInlineLimit: 0,
  modulePreload: false as const,
  rolldownOptions: { optimization: { inlineConst: true }, input: ["chat.html", "demo.html"] },
};

export default defineConfig(({ mode }) => ({
  base: "/widget/",
  appType: "mpa" as const,
  plugins: [ownImports(), shortNames(), usedTokens()],
  // Without this, tests see style sheets as empty.
  test: { css: true },
  build: mode === "loader" ? loader : pages,
}));
