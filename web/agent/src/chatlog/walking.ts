// Up and down through the results. Where the conversation stands beside the list it opens on the way, as one walks
// through mail; where it would cover the list, Enter opens it.
import { onBeforeUnmount, type Ref } from "vue";

const PAUSE_MS = 150;

export function useWalking(root: Ref<HTMLElement | undefined>): (step: number) => void {
  let pause: ReturnType<typeof setTimeout> | undefined;
  onBeforeUnmount(() => clearTimeout(pause));
  return (step) => {
    const targets = [...(root.value?.querySelectorAll<HTMLElement>(".target") ?? [])];
    const from = targets.indexOf(document.activeElement as HTMLElement);
    const next = targets[Math.min(Math.max(from + step, 0), targets.length - 1)];
    if (!next || next === document.activeElement) return;
    next.focus();
    clearTimeout(pause);
    if (matchMedia("(min-width: 861px)").matches) pause = setTimeout(() => next.click(), PAUSE_MS);
  };
}
