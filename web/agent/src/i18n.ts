// Two languages, loaded one at a time. The choice is kept in the browser for the pages before sign-in and with the
// account for everything after it.
import { createI18n } from "vue-i18n";

export type Language = "zh-CN" | "en";
const KEY = "yingke.language";
const loaders = import.meta.glob<{ default: Record<string, unknown> }>("./locales/*.json");

export const i18n = createI18n({ legacy: false, locale: "zh-CN", fallbackLocale: false, missingWarn: import.meta.env.DEV });
export const t = i18n.global.t;

export function language(): Language {
  return i18n.global.locale.value as Language;
}

export function preferredLanguage(): Language {
  const kept = localStorage.getItem(KEY);
  if (kept === "zh-CN" || kept === "en") return kept;
  return navigator.language.toLowerCase().startsWith("zh") ? "zh-CN" : "en";
}

const loaded = new Set<Language>();

export async function speak(wanted: Language): Promise<void> {
  const load = loaders[`./locales/${wanted}.json`];
  if (load && !loaded.has(wanted)) {
    i18n.global.setLocaleMessage(wanted, (await load()).default as never);
    loaded.add(wanted);
  }
  i18n.global.locale.value = wanted;
  localStorage.setItem(KEY, wanted);
  document.documentElement.lang = wanted;
}
