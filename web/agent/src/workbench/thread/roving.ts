// Going through messages with the keyboard: the arrows move from one to the next, and what can be done with it is then
// reached by Tab. From the box itself they scroll, as they do everywhere.
import type { Ref } from "vue";

export function useRoving(box: Readonly<Ref<HTMLElement | null>>) {
  const all = () => [...(box.value?.querySelectorAll<HTMLElement>("article[data-seq]") ?? [])];

  function visible(): HTMLElement | undefined {
    const edge = box.value?.getBoundingClientRect().bottom ?? 0;
    return all().findLast((one) => one.getBoundingClientRect().top < edge - 24);
  }
  function key(event: KeyboardEvent): void {
    const there = (event.target as HTMLElement).closest<HTMLElement>("article[data-seq]");
    if (event.key === "Escape" && there) {
      event.stopPropagation();
      return box.value?.focus();
    }
    if (event.key === "Enter" && event.target === box.value) return focus(event, visible());
    if (!there || (event.key !== "ArrowUp" && event.key !== "ArrowDown")) return;
    const list = all();
    focus(event, list[list.indexOf(there) + (event.key === "ArrowUp" ? -1 : 1)]);
  }
  function focus(event: KeyboardEvent, one: HTMLElement | undefined): void {
    event.preventDefault();
    one?.focus({ preventScroll: true });
    one?.scrollIntoView({ block: "nearest" });
  }
  return { key };
}
