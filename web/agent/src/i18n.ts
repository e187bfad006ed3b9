// Two languages, loaded one at a time. The choice is kept in the browser for the pages before sign-in and with the
// account for everything after it.
import { isolated } from "@yingke/shared";
import { createI18n } from "vue-i18n";
import { locales, rememberLanguage, type Language } from "./language";

export type { Language };

export const i18n = createI18n({ legacy: false, locale: "zh-CN", fallbackLocale: false, missingWarn: import.meta.env.DEV });

/** Names and words of other people go into our sentences isolated, whichever of its signatures was called. */
function apart(given: unknown): unknown {
  if (typeof given === "string") return isolated(given);
  if (Array.isArray(given)) return given.map(apart);
  if (given === null || typeof given !== "object") return given;
  return Object.fromEntries(Object.entries(given).map(([name, value]) => [name, typeof value === "string" ? isolated(value) : value]));
}

const said = i18n.global.t as (...given: unknown[]) => string;
// Before the plugin is installed: `useI18n` and templates get this one, too.
Object.assign(i18n.global, { t: (key: unknown, ...values: unknown[]) => said(key, ...values.map(apart)) });
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
