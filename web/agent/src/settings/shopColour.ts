// The shop's colour as people write it, and whether words on it have to be light.

/** #rrggbb, an empty text for none, null when it is no colour. */
export function hexTyped(typed: string): string | null {
  const text = typed.trim().replace(/^#/, "").toLowerCase();
  if (text === "") return "";
  if (/^[0-9a-f]{6}$/.test(text)) return `#${text}`;
  return /^[0-9a-f]{3}$/.test(text) ? `#${[...text].map((digit) => digit + digit).join("")}` : null;
}

/** What the chat takes when no colour is chosen; the field that picks one must show some colour. */
export const accentOf = (element: Element): string => getComputedStyle(element).getPropertyValue("--accent").trim();

/** By the contrast formula of WCAG 2 (relative luminance): from here on dark words are the more readable ones. */
export function isPale(hex: string): boolean {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => linear(parseInt(hex.slice(at, at + 2), 16) / 255));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b > 0.179;
}

const linear = (part: number): number => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
