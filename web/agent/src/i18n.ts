// Two languages, loaded one at a time. The choice is kept in the browser for the pages before sign-in and with the
// account for everything after it.
import { createI18n } from "vue-i18n";
import { locales, rememberLanguage, type Language } from "./language";

export type { Language };

export const i18n = createI18n({ legacy: false, locale: "zh-CN", fallbackLocale: false, missingWarn: import.meta.env.DEV });
export const t = i18n.global.t;

export function language(): Language {
  return i18n.global.locale.value as Language;
}

const loaded = new Set<Language>();

export async function speak(wanted: Language): Promise<void> {
  const load = locales[`./locales/${wanted}.json`];
  if (load && !loaded.has(wanted)) {
    i18n.global.setLocaleMessage(wanted, (await load()).default as never);
    loaded.add(wanted);
  }
  i18n.global.locale.value = wanted;
  rememberLanguage(wanted);
  document.documentElement.lang = wanted;
}
