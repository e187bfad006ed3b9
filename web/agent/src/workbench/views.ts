// Which views this agent has, and the one chosen, which lives in the address so that it can be kept and shared.
import { computed } from "vue";
import { useRoute } from "vue-router";
import type { View } from "@yingke/shared";
import { can, canBeyondOwn, desk } from "../desk";

export const views = computed<View[]>(() => {
  const found: View[] = ["mine"];
  if (can("queue.pick") || can("chat.assign")) found.push("queue");
  if (can("pool.pick") || can("chat.assign")) found.push("pool");
  if (canBeyondOwn("chat.view")) found.push("colleagues");
  return [...found, "ended", "all"];
});

export function countOf(view: View): number {
  const counts = desk.counts.value;
  if (!counts) return 0;
  return { mine: counts.mine, queue: counts.queued, pool: counts.pooled, colleagues: counts.colleagues, ended: 0, all: 0 }[view];
}

export function useView() {
  const route = useRoute();
  return computed<View>(() => {
    const wanted = route.query.view;
    return views.value.find((view) => view === wanted) ?? "mine";
  });
}
