import { expect, test } from "vitest";
import { copied, momentIn, ofDay, openAt, problemOf, typedEnd, typedTime, usualWeek, withoutDay, withSpan } from "./hours";

const span = (day: number, from: string, to: string) => ({ day, from, to });

test("a new week is open on working days and closed at the weekend", () => {
  expect(usualWeek().map((s) => s.day)).toEqual([1, 2, 3, 4, 5]);
});

test("a second span begins after the first, and never past the end of the day", () => {
  expect(ofDay(withSpan([span(1, "09:00", "12:00")], 1), 1)[1]).toEqual(span(1, "13:00", "16:00"));
  expect(withSpan([], 6)).toEqual([span(6, "09:00", "18:00")]);
  expect(problemOf(withSpan([span(1, "09:00", "22:30")], 1))).toBeNull();
});

test("one day's spans are copied to others, whose own are replaced", () => {
  const week = [span(1, "09:00", "12:00"), span(1, "14:00", "18:00"), span(2, "10:00", "11:00"), span(7, "10:00", "11:00")];
  const after = copied(week, 1, [1, 2, 3]);
  expect(ofDay(after, 2)).toEqual([span(2, "09:00", "12:00"), span(2, "14:00", "18:00")]);
  expect(ofDay(after, 1)).toHaveLength(2);
  expect(ofDay(after, 7)).toEqual([span(7, "10:00", "11:00")]);
  expect(ofDay(copied(withoutDay(week, 1), 1, [2]), 2)).toEqual([]);
});

test("what can't be right is named", () => {
  expect(problemOf([span(1, "09:00", "18:00")])).toBeNull();
  expect(problemOf([span(1, "", "18:00")])).toBe("incomplete");
  expect(problemOf([span(1, "09:00", "09:00")])).toBe("empty");
  expect(problemOf([span(1, "18:00", "02:00"), span(1, "20:00", "21:00")])).toBe("overlap");
  expect(problemOf([span(1, "13:00", "18:00"), span(1, "09:00", "13:30")])).toBe("overlap");
  expect(problemOf([span(1, "13:00", "18:00"), span(1, "09:00", "13:00")])).toBeNull();
});

test("midnight as an end is the end of the day", () => {
  expect(typedEnd("00:00")).toBe("24:00");
  expect(typedEnd("24:00")).toBe("24:00");
  expect(problemOf([span(1, "20:00", typedEnd("00:00"))])).toBeNull();
});

test("times are understood as people type them", () => {
  expect(["9", "930", "0930", "9:30", "18：05", "24"].map(typedTime)).toEqual(["09:00", "09:30", "09:30", "09:30", "18:05", "24:00"]);
  expect(["", "25", "9:75", "x", "24:01"].map(typedTime)).toEqual(["", "", "", "", ""]);
});

test("open or not is asked in the shop's own time", () => {
  const now = new Date("2026-03-01T23:30:00Z");
  expect(momentIn("Asia/Shanghai", now)).toEqual({ day: 1, time: "07:30" });
  expect(momentIn("America/New_York", now)).toEqual({ day: 7, time: "18:30" });
  const hours = [span(1, "07:00", "08:00")];
  expect(openAt(hours, momentIn("Asia/Shanghai", now))).toBe(true);
  expect(openAt(hours, momentIn("America/New_York", now))).toBe(false);
  expect(openAt(hours, { day: 1, time: "08:00" })).toBe(false);
  expect(openAt(null, { day: 3, time: "03:00" })).toBe(true);
});

test("a night that began yesterday is still going on", () => {
  const night = [span(7, "20:00", "02:00")];
  expect(problemOf(night)).toBeNull();
  expect(openAt(night, { day: 7, time: "23:00" })).toBe(true);
  expect(openAt(night, { day: 1, time: "01:59" })).toBe(true);
  expect(openAt(night, { day: 1, time: "02:00" })).toBe(false);
  expect(openAt(night, { day: 7, time: "01:00" })).toBe(false);
});
