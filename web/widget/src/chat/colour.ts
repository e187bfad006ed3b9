// A shop may choose one colour; these make a readable family of it in the light and the dark theme. Pure arithmetic on
// #rrggbb (WCAG 2 contrast); no page is touched here.

export type Rgb = [number, number, number];

export function parseColour(text: string | null | undefined): Rgb | null {
  const hex = /^#([0-9a-f]{6})$/i.exec(text ?? "")?.[1];
  return hex ? [0, 2, 4].map((at) => parseInt(hex.slice(at, at + 2), 16)) as Rgb : null;
}

export function contrast(a: Rgb, b: Rgb): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

export interface Family {
  accent: string;
  "on-accent": string;
  "accent-hover": string;
  "accent-ink": string;
  "accent-soft": string;
  focus: string;
}

const WHITE: Rgb = [255, 255, 255];
const BLACK: Rgb = [18, 17, 15];

/** surface: what the chat is drawn on in the present theme. */
export function family(chosen: Rgb, surface: Rgb): Family {
  const dark = luminance(surface) < 0.2;
  const ground = dark ? WHITE : BLACK;
  // The shop's colour stays what it is as long as it can be told from the surface; words in it must be readable (4.5:1),
  // and the ring around what has the focus visible (3:1).
  const accent = until(1.3, chosen, ground, surface);
  const ink = until(4.5, accent, ground, surface);
  return {
    accent: hex(accent),
    "on-accent": hex(onTopOf(accent)),
    "accent-hover": hex(mix(accent, ground, 0.12)),
    "accent-ink": hex(until(4.5, ink, ground, mix(surface, accent, 0.14))),
    "accent-soft": hex(mix(surface, accent, 0.14)),
    focus: hex(until(3, accent, ground, surface)),
  };
}

export function onTopOf(fill: Rgb): Rgb {
  return contrast(fill, WHITE) >= 4.5 ? WHITE : contrast(fill, BLACK) >= contrast(fill, WHITE) ? BLACK : WHITE;
}

export function hex(colour: Rgb): string {
  return `#${colour.map((part) => Math.round(part).toString(16).padStart(2, "0")).join("")}`;
}

function until(wanted: number, colour: Rgb, towards: Rgb, against: Rgb): Rgb {
  let result = colour;
  for (let step = 0; step < 20 && contrast(result, against) < wanted; step++) result = mix(result, towards, 0.1);
  return result;
}

function mix(a: Rgb, b: Rgb, share: number): Rgb {
  return a.map((part, i) => part + ((b[i] as number) - part) * share) as Rgb;
}

function luminance(colour: Rgb): number {
  const [r, g, b] = colour.map((part) => {
    const value = part / 255;
    return value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  }) as Rgb;
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
