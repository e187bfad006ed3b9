// How the shop wants its conversations ended: loaded once, kept up to date, and quietly absent until it is known.
import { shallowRef } from "vue";
import type { ServiceSettings } from "@yingke/shared";
import { api } from "../api";
import { hear } from "../desk";

export const service = shallowRef<ServiceSettings | null>(null);

export async function loadService(): Promise<void> {
  if (!service.value) service.value = await api.service().catch(() => null);
}
hear((event) => {
  if (event.name === "settings_changed" && event.data.what === "service") {
    service.value = null;
    void loadService();
  }
});
