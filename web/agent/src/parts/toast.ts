// Short words about what was just done. For refusals with a field, the field says it; this is for everything else.
import { reactive } from "vue";
import { ApiError } from "@yingke/shared";
import { t } from "../i18n";

export interface Toast {
  id: number;
  text: string;
  tone: "info" | "danger";
}

export const toasts = reactive<Toast[]>([]);
let last = 0;

const ends = new Map<number, ReturnType<typeof setTimeout>>();
const AT_MOST = 3;

export function toast(text: string, tone: Toast["tone"] = "info"): void {
  // The same words once more are no more news than before.
  const same = toasts.find((one) => one.text === text && one.tone === tone);
  if (same) dismiss(same.id);
  const id = ++last;
  toasts.push({ id, text, tone });
  if (toasts.length > AT_MOST && toasts[0]) dismiss(toasts[0].id);
  release(id);
}

/** Somebody reads it, or is about to press it. */
export const hold = (id: number) => clearTimeout(ends.get(id));
export function release(id: number): void {
  hold(id);
  const tone = toasts.find((one) => one.id === id)?.tone;
  ends.set(id, setTimeout(() => dismiss(id), tone === "danger" ? 8000 : 3500));
}

export function dismiss(id: number): void {
  hold(id);
  ends.delete(id);
  const at = toasts.findIndex((found) => found.id === id);
  if (at >= 0) toasts.splice(at, 1);
}

export function words(error: unknown): string {
  return error instanceof ApiError ? error.message : t("error.unexpected");
}

/** Does it, and tells a refusal as a toast. Answers whether it was done. */
export async function attempt(act: () => Promise<unknown>, done = ""): Promise<boolean> {
  try {
    await act();
    if (done) toast(done);
    return true;
  } catch (error) {
    toast(words(error), "danger");
    return false;
  }
}
