// How moments and spans are told to people, in the language chosen.
import { language, t } from "./i18n";

const DAY = 86_400_000;
type Style = Intl.DateTimeFormatOptions;
const formats = new Map<string, Intl.DateTimeFormat>();

function format(at: Date, style: Style): string {
  const key = language() + JSON.stringify(style);
  const made = formats.get(key) ?? new Intl.DateTimeFormat(language(), style);
  formats.set(key, made);
  return made.format(at);
}

const midnight = (at: Date) => new Date(at.getFullYear(), at.getMonth(), at.getDate()).getTime();

export const clock = (iso: string) => format(new Date(iso), { hour: "2-digit", minute: "2-digit", hour12: false });

export function day(iso: string, now = new Date()): string {
  const at = new Date(iso);
  const days = Math.round((midnight(now) - midnight(at)) / DAY);
  if (days === 0) return t("time.today");
  if (days === 1) return t("time.yesterday");
  const style: Style = { month: "short", day: "numeric", weekday: "short" };
  return format(at, at.getFullYear() === now.getFullYear() ? style : { ...style, year: "numeric" });
}

/** Short enough for a list: the time today, else the day. */
export function brief(iso: string, now = new Date()): string {
  const at = new Date(iso);
  if (midnight(at) === midnight(now)) return clock(iso);
  if (midnight(now) - midnight(at) === DAY) return t("time.yesterday");
  if (at.getFullYear() === now.getFullYear()) return format(at, { month: "numeric", day: "numeric" });
  return format(at, { year: "2-digit", month: "numeric", day: "numeric" });
}

export const moment = (iso: string) =>
  format(new Date(iso), { year: "numeric", month: "numeric", day: "numeric", hour: "2-digit", minute: "2-digit", hour12: false });

/** How long ago, as one rough number: nobody acts on seconds. */
export function span(milliseconds: number): string {
  const minutes = Math.floor(milliseconds / 60_000);
  if (minutes < 1) return t("time.now");
  if (minutes < 60) return t("time.minutes", { n: minutes });
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? t("time.hours", { n: hours }) : t("time.days", { n: Math.floor(hours / 24) });
}
