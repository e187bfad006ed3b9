// Choosing one's presence and leaving, from wherever: the menu, the palette. With open chats it is asked what becomes of them.
import { ref } from "vue";
import type { HandOver, Presence } from "@yingke/shared";
import { api } from "../api";
import { begin, desk, hangUp, loadCounts, loadMe, myId } from "../desk";
import { leaveTo } from "../leaving";
import { attempt } from "../parts/toast";
import { offerAlerts } from "../alerts/offer";

export const presences: readonly Presence[] = ["online", "busy", "suspended", "offline"];
export const asking = ref<"offline" | "out" | null>(null);

/** The counters may be seconds behind, and whoever leaves a moment after a customer came would leave her alone. */
async function hasOpen(): Promise<boolean> {
  const counts = await loadCounts().catch(() => desk.counts.value);
  return (counts?.mine ?? 0) > 0;
}

export async function choosePresence(wanted: Presence, handOver?: HandOver): Promise<void> {
  if (wanted === "offline" && !handOver && (await hasOpen())) return void (asking.value = "offline");
  const done = await attempt(async () => {
    await api.setPresence(myId.value, wanted, handOver);
    await loadMe();
  });
  if (done && wanted === "online") offerAlerts();
}

export async function signOut(handOver?: HandOver): Promise<void> {
  if (!handOver && (await hasOpen())) return void (asking.value = "out");
  hangUp();
  if (!(await attempt(() => api.signOut(handOver)))) return void begin();
  leaveTo("/login");
}

export function decided(handOver: HandOver): void {
  const what = asking.value;
  asking.value = null;
  void (what === "out" ? signOut(handOver) : choosePresence("offline", handOver));
}
