// Keys as they are written ("Mod+K", "Alt+ArrowDown", "/"), as they are pressed, and as they are told to people. Mod is
// the command key on a Mac and Ctrl elsewhere.
export interface Press {
  key: string;
  code: string;
  altKey: boolean;
  ctrlKey: boolean;
  metaKey: boolean;
  shiftKey: boolean;
}

const MODIFIERS = ["Mod", "Alt", "Shift"];

export function matches(written: string, press: Press, mac: boolean): boolean {
  const parts = split(written);
  const key = parts.at(-1) ?? "";
  const wants = (name: string) => parts.includes(name);
  const mod = mac ? press.metaKey : press.ctrlKey;
  const other = mac ? press.ctrlKey : press.metaKey;
  if (mod !== wants("Mod") || other || press.altKey !== wants("Alt")) return false;
  // Shift is part of how a sign such as ? is made, so it only counts where it was written.
  if (key.length > 1 || wants("Mod") || wants("Alt")) if (press.shiftKey !== wants("Shift")) return false;
  // With Alt a Mac types another sign: there the place of the key counts, not what it would write.
  if (/^[A-Z]$/.test(key)) return press.code ? press.code === `Key${key}` : press.key.toUpperCase() === key;
  return press.key === key;
}

/** Pressed with a modifier a key types nothing, so it may act even while somebody writes. */
export const typesNothing = (written: string) => /^(Mod|Alt)\+/.test(written);

const SIGNS: Record<string, string> = { ArrowUp: "↑", ArrowDown: "↓", ArrowLeft: "←", ArrowRight: "→", Escape: "Esc" };
export function told(written: string, mac: boolean): string[] {
  return split(written).map((part) => {
    if (part === "Mod") return mac ? "⌘" : "Ctrl";
    if (part === "Alt" && mac) return "⌥";
    return SIGNS[part] ?? part;
  });
}

function split(written: string): string[] {
  const parts = written.split("+");
  const modifiers = parts.filter((part) => MODIFIERS.includes(part));
  return [...modifiers, written.slice(modifiers.join("+").length + (modifiers.length ? 1 : 0))];
}
