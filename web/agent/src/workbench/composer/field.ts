// The writing field itself: as high as its words up to a limit, and words put in where the cursor stands.
import { nextTick, onMounted, ref, useTemplateRef, watch, type WritableComputedRef } from "vue";
import { summons } from "./writing";

/** The template calls the field `area`. */
export function useField(text: WritableComputedRef<string>) {
  const area = useTemplateRef<HTMLTextAreaElement>("area");
  const cursor = ref(0);

  function follow(): void {
    cursor.value = area.value?.selectionStart ?? 0;
  }
  // The limit is the style's; the height that the words need only the field itself can tell.
  function grow(): void {
    const el = area.value;
    if (!el) return;
    el.style.height = "auto";
    el.style.height = `${el.scrollHeight}px`;
  }
  async function put(words: string, from = area.value?.selectionStart ?? text.value.length, to = area.value?.selectionEnd ?? from): Promise<void> {
    text.value = text.value.slice(0, from) + words + text.value.slice(to);
    await nextTick();
    area.value?.focus();
    area.value?.setSelectionRange(from + words.length, from + words.length);
    follow();
  }
  function focus(): void {
    area.value?.focus();
    area.value?.setSelectionRange(text.value.length, text.value.length);
    follow();
  }
  watch(text, () => void nextTick(grow));
  watch(summons, () => void nextTick(focus));
  onMounted(() => {
    grow();
    // On a phone the keyboard would cover the conversation before it was read.
    if (matchMedia("(hover: hover)").matches) focus();
  });
  return { cursor, follow, put, focus };
}
