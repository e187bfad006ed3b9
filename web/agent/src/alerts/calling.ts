// Hears the stream and calls the agent: decides with the other windows which one does, then sounds and notifies.
import { isolated } from "@yingke/shared";
import { onBeforeUnmount } from "vue";
import { can, desk, hear, myId } from "../desk";
import { t } from "../i18n";
import { toast } from "../parts/toast";
import { router } from "../router";
import { told } from "../workbench/thread/telling";
import { alertOf, verdict, type Alert, type Claim } from "./alert";
import { callsOf, choice } from "./choice";
import { notify } from "./desktop";
import { offerAlerts } from "./offer";
import { chime } from "./sound";

/** How long the windows listen to each other before one of them calls. */
const AGREE = 180;
/** One arrival is several events, and a customer writes in bursts: one call for all of them. */
const REST = 1_500;
const own = crypto.getRandomValues(new Uint32Array(2)).join("-");

export function useCalling(): void {
  const wire = new BroadcastChannel("yingke.alerts");
  const claims = new Map<string, Claim[]>();
  const called = new Map<string, number>();
  wire.onmessage = ({ data }: MessageEvent<{ key: string; claim: Claim }>) => {
    claims.set(data.key, [...(claims.get(data.key) ?? []), data.claim]);
    setTimeout(() => claims.delete(data.key), 10_000);
  };
  const deaf = hear((event) => {
    if (event.name === "message_created" && event.data.message.sender.id === myId.value && event.data.message.kind === "text") offerAlerts();
    const alert = alertOf(event, myId.value, choice.queue && can("queue.pick"), Date.now());
    if (!alert) return;
    const claim = stance(alert);
    wire.postMessage({ key: alert.key, claim });
    // What a colleague hands over may hold nothing unread, and would stand in the list without a sign.
    if (alert.why === "assigned" && event.name === "message_created" && event.data.message.sender.type === "agent" && claim.focused && !claim.seen) {
      toast(`${isolated(alert.conversation.contact.name)}: ${told(event.data.message, myId.value)}`);
    }
    setTimeout(() => decide(alert, verdict(claim, claims.get(alert.key) ?? [])), AGREE);
  });
  function decide(alert: Alert, { sound, desktop }: { sound: boolean; desktop: boolean }): void {
    const about = alert.conversation.id;
    const now = performance.now();
    const rested = now - (called.get(about) ?? -Infinity) > REST;
    for (const [id, at] of called) if (now - at > REST) called.delete(id);
    if (!sound || !rested) return;
    called.set(about, now);
    const chosen = callsOf(alert.conversation.channel, desk.me.value?.channels ?? []);
    if (chosen.sound) chime(choice.volume);
    if (chosen.desktop && desktop) notify(t(`alerts.why.${alert.why}`, { name: alert.conversation.contact.name }), alert.text, about, () => void router.push(`/conversations/${about}`));
  }
  onBeforeUnmount(() => {
    deaf();
    wire.close();
  });
}

function stance(alert: Alert): Claim {
  const focused = document.hasFocus() && !document.hidden;
  return { window: own, focused, seen: focused && router.currentRoute.value.params.id === alert.conversation.id };
}
