// Tab stays among what fills the screen: a picture at full size, or the chat on a phone, where the shop's page lies behind.

import { last } from "./last";

const REACHED = "a[href],button:not(:disabled),input:not([type=file]),select,textarea,[tabindex='0']";

export function keepFocusIn(box: HTMLElement | null, event: KeyboardEvent): void {
  if (event.key !== "Tab" || !box) return;
  const all = [...box.querySelectorAll<HTMLElement>(REACHED)];
  const [first, end] = [all[0], last(all)];
  const from = document.activeElement;
  const leaves = event.shiftKey ? from === first || from === box : from === end;
  if (!leaves) return;
  event.preventDefault();
  (event.shiftKey ? end : first)?.focus();
}
