// Time zones to choose from: by place, by name in the reader's language, by distance from UTC.

export interface Zone {
  id: string;
  name: string;
  offset: string;
  /** Everything it may be sought by, small. */
  words: string;
}

const PLACES = ["Asia/Shanghai", "Asia/Hong_Kong", "Asia/Taipei", "Asia/Singapore", "Asia/Tokyo", "Asia/Bangkok", "Asia/Dubai", "Europe/London", "Europe/Berlin", "America/New_York", "America/Los_Angeles", "America/Sao_Paulo", "Australia/Sydney"];

export function zones(language: string, placeOf: (id: string) => string, now = new Date()): Zone[] {
  const all = typeof Intl.supportedValuesOf === "function" ? Intl.supportedValuesOf("timeZone") : PLACES;
  return [...new Set([...PLACES, ...all])].map((id) => {
    const place = PLACES.includes(id) ? placeOf(id) : "";
    const offset = part(id, "en-US", "longOffset", now).replace("GMT", "UTC");
    const name = [place, part(id, language, "long", now)].filter(Boolean).join(" · ");
    return { id, name, offset, words: `${id.replace(/_/g, " ")} ${id} ${name} ${offset}`.toLowerCase() };
  });
}

export function sought(all: readonly Zone[], typed: string): Zone[] {
  const words = typed.trim().toLowerCase().split(/\s+/).filter(Boolean);
  return all.filter((zone) => words.every((word) => zone.words.includes(word)));
}

export const isCommon = (id: string) => PLACES.includes(id);

function part(timeZone: string, language: string, timeZoneName: "long" | "longOffset", now: Date): string {
  const parts = new Intl.DateTimeFormat(language, { timeZone, timeZoneName }).formatToParts(now);
  return parts.find((p) => p.type === "timeZoneName")?.value ?? "";
}
