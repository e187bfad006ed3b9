// Which language the chat speaks, and times, days and sizes in it. The words themselves are in words/, one file for each
// language, of which a visitor loads one.
import type { Words } from "./words/zh";

export type { Words };
export type Locale = "zh-CN" | "en";

export function localeOf(wanted: string | null | undefined, preferred: readonly string[]): Locale {
  if (wanted === "zh-CN" || wanted === "en") return wanted;
  const first = preferred.find((tag) => /^(zh|en)\b/i.test(tag));
  return first?.toLowerCase().startsWith("zh") ? "zh-CN" : "en";
}

export async function wordsIn(locale: Locale): Promise<Words> {
  return (locale === "en" ? await import("./words/en") : await import("./words/zh")).words;
}

export function clock(at: string, locale: Locale): string {
  return new Date(at).toLocaleTimeString(locale, { hour: "2-digit", minute: "2-digit", hour12: false });
}

export function day(at: string, now: number, locale: Locale, words: Words): string {
  const [date, today] = [new Date(at), new Date(now)];
  const year = date.getFullYear() === today.getFullYear() ? undefined : "numeric";
  if (date.toDateString() === today.toDateString()) return words.today;
  today.setDate(today.getDate() - 1);
  if (date.toDateString() === today.toDateString()) return words.yesterday;
  return date.toLocaleDateString(locale, { year, month: "long", day: "numeric", weekday: "short" });
}

export function fileSize(bytes: number): string {
  const kilo = bytes / 1024;
  return kilo < 1000 ? `${Math.ceil(kilo)} KB` : `${(kilo / 1024).toFixed(1)} MB`;
}
