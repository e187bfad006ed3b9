// How the shop wants its conversations ended: loaded once, kept up to date, and quietly absent until it is known.
import { shallowRef, watch } from "vue";
import type { ServiceSettings } from "@yingke/shared";
import { api } from "../api";
import { desk, hear } from "../desk";

export const service = shallowRef<ServiceSettings | null>(null);

/** Asks again even if something is known; what is known stays when nobody answers. */
export async function reloadService(): Promise<void> {
  service.value = await api.service().catch(() => service.value);
}
export async function loadService(): Promise<void> {
  if (!service.value) await reloadService();
}
hear((event) => event.name === "settings_changed" && event.data.what === "service" && void reloadService());
watch(desk.epoch, () => service.value && void reloadService());
