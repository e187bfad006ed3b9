// Marks the words sought in what is on the screen, and the message that was opened, without touching the components that
// draw messages: only what is near is drawn, and it comes and goes while one scrolls.
import { onBeforeUnmount, onMounted, watch, type Ref } from "vue";
import { spans } from "./marking";

const NAME = "found";

export function useHighlight(root: Ref<HTMLElement | undefined>, words: () => string, at: () => number | null): void {
  let waiting = 0;
  const sweep = () => {
    waiting = 0;
    if (!root.value) return;
    show(root.value, words());
    choose(root.value, at());
  };
  const soon = () => (waiting ||= requestAnimationFrame(sweep));
  const observer = new MutationObserver(soon);
  onMounted(() => {
    if (root.value) observer.observe(root.value, { childList: true, subtree: true, characterData: true });
    soon();
  });
  watch([words, at], soon);
  onBeforeUnmount(() => {
    observer.disconnect();
    cancelAnimationFrame(waiting);
    CSS.highlights?.delete(NAME);
  });
}

// Browsers without highlights still ring the message that was found.
function show(root: HTMLElement, words: string): void {
  if (!CSS.highlights) return;
  const ranges: Range[] = [];
  for (const bubble of root.querySelectorAll(".bubble")) {
    const texts = document.createTreeWalker(bubble, NodeFilter.SHOW_TEXT);
    for (let node = texts.nextNode(); node; node = texts.nextNode()) {
      for (const [from, to] of spans(node.nodeValue ?? "", words)) {
        const range = document.createRange();
        range.setStart(node, from);
        range.setEnd(node, to);
        ranges.push(range);
      }
    }
  }
  CSS.highlights.set(NAME, new Highlight(...ranges));
}

function choose(root: HTMLElement, seq: number | null): void {
  for (const old of root.querySelectorAll("[data-found]")) if (old.getAttribute("data-seq") !== String(seq)) old.removeAttribute("data-found");
  if (seq !== null) root.querySelector(`[data-seq="${seq}"]`)?.setAttribute("data-found", "");
}
