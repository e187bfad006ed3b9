// Which language to begin in, known before anything that speaks has been loaded.
export type Language = "zh-CN" | "en";
const KEY = "yingke.language";

export function preferredLanguage(): Language {
  const kept = localStorage.getItem(KEY);
  if (kept === "zh-CN" || kept === "en") return kept;
  return navigator.language.toLowerCase().startsWith("zh") ? "zh-CN" : "en";
}

export function rememberLanguage(language: Language): void {
  localStorage.setItem(KEY, language);
}

/** Each language is a file of its own, asked for by the first script and used when the workbench has arrived. */
export const locales = import.meta.glob<{ default: Record<string, unknown> }>("./locales/*.json");
