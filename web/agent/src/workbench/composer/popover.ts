// Something that opens above the writing field. Escape and a press elsewhere close it; Escape gives the focus back.
import { nextTick, onBeforeUnmount, ref, useTemplateRef } from "vue";

/** The template calls the whole of it, button included, `root`. */
export function usePopover(shown: () => void = () => {}) {
  const open = ref(false);
  const root = useTemplateRef<HTMLElement>("root");

  const outside = (event: Event) => root.value?.contains(event.target as Node) || close();
  async function show(): Promise<void> {
    if (open.value) return close();
    open.value = true;
    document.addEventListener("pointerdown", outside);
    await nextTick();
    shown();
  }
  function close(): void {
    open.value = false;
    document.removeEventListener("pointerdown", outside);
  }
  function escape(event: KeyboardEvent): void {
    if (!open.value) return;
    event.stopPropagation();
    close();
    root.value?.querySelector<HTMLElement>("button")?.focus();
  }
  onBeforeUnmount(close);
  return { open, show, close, escape };
}
