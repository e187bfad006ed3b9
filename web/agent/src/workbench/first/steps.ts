// The way from an empty shop to the first answered visitor, and how far this shop has come on it. What the server knows
// counts; what only a person knows (the code is on the site) he ticks himself, on this device.
import { computed, onBeforeUnmount, ref, watch } from "vue";
import { calmly } from "../../calmly";
import { desk, hear, loadMe } from "../../desk";
import { t } from "../../i18n";
import { toast } from "../../parts/toast";

export type Step = "made" | "tried" | "answered" | "site" | "team";
export const order: readonly Step[] = ["made", "tried", "answered", "site", "team"];

const KEY = "yingke.steps";
interface Kept {
  away?: boolean;
  site?: boolean;
}
const shop = computed(() => desk.me.value?.workspace.id ?? "");
const all = ref(stored());
const kept = computed(() => all.value[shop.value] ?? {});

// What was stored by another version, or by hand, must not keep the workbench from opening.
function stored(): Record<string, Kept> {
  try {
    return (JSON.parse(localStorage.getItem(KEY) ?? "{}") ?? {}) as Record<string, Kept>;
  } catch {
    return {};
  }
}
function keep(more: Kept): void {
  all.value = { ...all.value, [shop.value]: { ...kept.value, ...more } };
  localStorage.setItem(KEY, JSON.stringify(all.value));
}

export const done = computed<Record<Step, boolean>>(() => {
  const setup = desk.me.value?.setup;
  return { made: true, tried: setup?.tried ?? false, answered: setup?.answered ?? false, site: kept.value.site ?? false, team: (setup?.colleagues ?? 0) > 0 };
});
export const left = computed(() => order.filter((step) => !done.value[step]).length);
export const current = computed(() => order.find((step) => !done.value[step]) ?? null);
/** Only the owner is shown the way, and only until it is walked or put away. */
export const guiding = computed(() => desk.me.value?.setup != null && !kept.value.away);

export const tickSite = () => keep({ site: true });
export const putAway = () => keep({ away: true });
export const bringBack = () => keep({ away: false });

/** The first visitor and the first answer are heard of, wherever one is in the workbench, so that the tick comes by itself. */
export function useSteps(): void {
  const ask = calmly(() => void loadMe().catch(() => {}), 600);
  const waits = () => guiding.value && (!done.value.tried || !done.value.answered);
  const deaf = hear((event) => {
    const words = event.name === "message_created" && event.data.message.kind !== "event";
    if ((words && waits()) || (event.name === "agent_updated" && guiding.value)) ask();
  });
  watch(() => done.value.answered, (answered, before) => answered && before === false && guiding.value && toast(t("steps.answered.cheer")));
  if (waits()) ask();
  onBeforeUnmount(deaf);
}
