// Working hours as a week of days with any number of spans each. Pure: the page draws it, the desk decides with it.
import type { WorkingSpan } from "@yingke/shared";

export const DAYS = [1, 2, 3, 4, 5, 6, 7] as const;
export const MIDNIGHT = "24:00";
const USUAL: Omit<WorkingSpan, "day"> = { from: "09:00", to: "18:00" };

export const usualWeek = (): WorkingSpan[] => [1, 2, 3, 4, 5].map((day) => ({ day, ...USUAL }));

export const ofDay = (hours: readonly WorkingSpan[], day: number): WorkingSpan[] => hours.filter((span) => span.day === day);

/** The week in order, as it is stored. */
export function sorted(hours: readonly WorkingSpan[]): WorkingSpan[] {
  return [...hours].sort((a, b) => a.day - b.day || minutes(a.from) - minutes(b.from));
}

/** A further span on a day: after what is there, or the usual one. */
export function withSpan(hours: readonly WorkingSpan[], day: number): WorkingSpan[] {
  const last = ofDay(hours, day).reduce((end, span) => Math.max(end, endOf(span)), -1);
  const from = Math.min(last + 60, 23 * 60);
  const span = last < 0 ? { day, ...USUAL } : { day, from: clock(from), to: clock(Math.min(from + 180, 24 * 60)) };
  return [...hours, span];
}

export const withoutDay = (hours: readonly WorkingSpan[], day: number): WorkingSpan[] => hours.filter((span) => span.day !== day);

/** What one day has, for the other days too. */
export function copied(hours: readonly WorkingSpan[], from: number, to: readonly number[]): WorkingSpan[] {
  const spans = ofDay(hours, from);
  const kept = hours.filter((span) => span.day === from || !to.includes(span.day));
  return sorted([...kept, ...to.filter((day) => day !== from).flatMap((day) => spans.map((span) => ({ ...span, day })))]);
}

export type HoursProblem = "incomplete" | "empty" | "overlap";

export function problemOf(spans: readonly WorkingSpan[]): HoursProblem | null {
  if (spans.some((span) => !/^\d\d:\d\d$/.test(span.from) || !/^\d\d:\d\d$/.test(span.to))) return "incomplete";
  if (spans.some((span) => span.from === span.to)) return "empty";
  const inOrder = sorted(spans);
  return inOrder.some((span, i) => i > 0 && minutes(span.from) < endOf(inOrder[i - 1])) ? "overlap" : null;
}

/** A span that ends before it begins goes on into the next day. */
export const overnight = (span: WorkingSpan): boolean => span.to !== "" && minutes(span.to) < minutes(span.from);

function endOf(span: WorkingSpan | undefined): number {
  return span ? minutes(span.to) + (overnight(span) ? 24 * 60 : 0) : 0;
}

/** As people type times: 9, 930, 9:30, 9：30. Empty when it is none. */
export function typedTime(typed: string): string {
  const text = typed.trim().replace(/[：.]/g, ":");
  const [hour, minute] = text.includes(":") ? text.split(":") : text.length > 2 ? [text.slice(0, -2), text.slice(-2)] : [text, "0"];
  if (!/^\d{1,2}$/.test(hour ?? "") || !/^\d{1,2}$/.test(minute ?? "")) return "";
  const at = Number(hour) * 60 + Number(minute);
  return Number(minute) < 60 && at <= 24 * 60 ? clock(at) : "";
}

/** The end of the day is its own time, not the beginning. */
export const typedEnd = (typed: string): string => (typedTime(typed) === "00:00" ? MIDNIGHT : typedTime(typed));

export interface Moment {
  day: number;
  time: string;
}

/** Which day and time it is in a zone. */
export function momentIn(zone: string, now: Date): Moment {
  const style = { timeZone: zone, weekday: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;
  const parts = new Intl.DateTimeFormat("en-US", style).formatToParts(now);
  const part = (type: string) => parts.find((p) => p.type === type)?.value ?? "";
  return { day: ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"].indexOf(part("weekday")) + 1, time: `${part("hour")}:${part("minute")}` };
}

export function openAt(hours: readonly WorkingSpan[] | null, { day, time }: Moment): boolean {
  if (hours === null) return true;
  const at = minutes(time);
  const today = ofDay(hours, day).some((span) => minutes(span.from) <= at && at < endOf(span));
  return today || ofDay(hours, day === 1 ? 7 : day - 1).some((span) => overnight(span) && at < minutes(span.to));
}

function minutes(time: string): number {
  const [hour = "0", minute = "0"] = time.split(":");
  return Number(hour) * 60 + Number(minute);
}

function clock(at: number): string {
  return `${String(Math.floor(at / 60)).padStart(2, "0")}:${String(at % 60).padStart(2, "0")}`;
}
