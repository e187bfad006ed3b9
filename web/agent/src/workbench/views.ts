// Which views this agent has, how they are narrowed, and what is chosen, which lives in the address so that it can be
// kept and shared.
import { computed } from "vue";
import { useRoute, type LocationQuery, type LocationQueryRaw } from "vue-router";
import type { View } from "@yingke/shared";
import type { Rule } from "../cache/conversations";
import { can, canBeyondOwn, desk } from "../desk";

export const views = computed<View[]>(() => {
  const found: View[] = ["mine"];
  if (can("queue.pick") || can("chat.assign")) found.push("queue");
  if (can("pool.pick") || can("chat.assign")) found.push("pool");
  if (canBeyondOwn("chat.view")) found.push("colleagues");
  return [...found, "mentioned", "ended", "all"];
});

/** What waits in a view. Views that are looked things up in have no number. */
export function countOf(view: View): number {
  const counts = desk.counts.value;
  if (!counts) return 0;
  const { mine, queued, pooled, colleagues, mentioned = 0 } = counts;
  return { mine, queue: queued, pool: pooled, colleagues, mentioned, ended: 0, all: 0 }[view];
}

/** Numbers that ask for something to be done. */
export const isUrgent = (view: View) => view === "queue" || view === "pool" || view === "mentioned";

const text = (value: LocationQuery[string] | undefined) => (typeof value === "string" && value ? value : null);

export function ruleOf(query: LocationQuery): Rule {
  const view = views.value.find((one) => one === query.view) ?? "mine";
  return { view, channel: text(query.channel), inbox: text(query.inbox), tag: text(query.tag) };
}

/** The same as an address; what is not narrowed stays out of it. */
export function queryOf({ view, channel, inbox, tag }: Rule): LocationQueryRaw {
  return { ...(view === "mine" ? {} : { view }), ...(channel ? { channel } : {}), ...(inbox ? { inbox } : {}), ...(tag ? { tag } : {}) };
}

export function useRule() {
  const route = useRoute();
  return computed<Rule>(() => ruleOf(route.query));
}
