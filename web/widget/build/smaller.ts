// What the build leaves out so that the chat keeps its promised size. Nothing here changes what the chat does.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "vite";

/** Vite wraps import() in a helper that first loads the styles of a part; our parts have none. */
export function ownImports(): Plugin {
  return {
    name: "own-imports",
    enforce: "pre",
    load: { filter: { id: /vite\/preload-helper/ }, handler: () => "export const __vitePreload = (load) => load();" },
  };
}

/** The tokens are shared with the workbench; each style sheet keeps those that it uses, under short names. */
export function usedTokens(): Plugin {
  return {
    name: "used-tokens",
    generateBundle(_, bundle) {
      const scripts = Object.values(bundle).map((part) => (part.type === "chunk" ? part.code : ""));
      for (const part of Object.values(bundle)) {
        if (part.type !== "asset" || !part.fileName.endsWith(".css")) continue;
        part.source = shortened(withoutUnused(String(part.source), scripts.join("")), scripts.join(""));
      }
    },
  };
}

const DECLARED = /(--[\w-]+):[^;{}]*;?/g;

function withoutUnused(css: string, scripts: string): string {
  const used = (name: string) => css.includes(`var(${name})`) || scripts.includes(name);
  const kept = css.replace(DECLARED, (declaration, name: string) => (used(name) ? declaration : ""));
  return kept.length === css.length ? kept : withoutUnused(kept, scripts);
}

/** A name that a script may speak stays as it is. */
function shortened(css: string, scripts: string): string {
  const names = [...new Set(css.match(/--[\w-]+(?=:)/g))].filter((name) => !scripts.includes(name.slice(2)));
  const short = new Map(names.map((name, i) => [name, `--${i.toString(36)}`]));
  return css.replace(/--[\w-]+/g, (name) => short.get(name) ?? name);
}

/**
 * Names that our own files alone can speak, which a minifier can't know: private members, reached by `this` only, and the
 * words, reached by `words` only.
 */
export function shortNames(): Plugin {
  const zh = readFileSync(join(import.meta.dirname, "../src/chat/words/zh.ts"), "utf8");
  // Two words are also chosen by the state of a message, and keep their names.
  const words = brief([...zh.matchAll(/^  (\w+):/gm)].map(([, name]) => name).filter((name) => name !== "sent" && name !== "read"));
  return {
    name: "short-names",
    enforce: "pre",
    apply: "build",
    transform: {
      filter: { id: /src\/chat\/.*\.tsx?$/ },
      handler(code, id) {
        const own = brief([...code.matchAll(PRIVATE)].map(([, , name]) => name));
        const short = code
          .replace(PRIVATE, (_, modifier, name) => modifier + own(name))
          .replace(/\bthis\.(\w+)/g, (_, name) => `this.${own(name)}`)
          .replace(/\bwords\.(\w+)/g, (_, name) => `words.${words(name)}`);
        return id.includes("/words/") ? short.replace(/^  (\w+):/gm, (_, name) => `  ${words(name)}:`) : short;
      },
    },
  };
}

const PRIVATE = /(private (?:readonly |async )?)(\w+)/g;

function brief(names: (string | undefined)[]): (name: string) => string {
  const short = new Map([...new Set(names)].map((name, i) => [name, `$${i.toString(36)}`]));
  return (name) => short.get(name) ?? name;
}
