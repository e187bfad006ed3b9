// Small observers of scrolling, so that components say what they want and not how it is watched.
import { onBeforeUnmount, useTemplateRef, watch } from "vue";

/** Calls `reached` when the element with that template ref comes near the visible part. */
export function useEnd(name: string, reached: () => void): void {
  const mark = useTemplateRef<HTMLElement>(name);
  const observer = new IntersectionObserver((entries) => entries.some((e) => e.isIntersecting) && reached(), { rootMargin: "300px" });
  watch(mark, (now, before) => {
    if (before) observer.unobserve(before);
    if (now) observer.observe(now);
  });
  onBeforeUnmount(() => observer.disconnect());
}
