// When to ask for desktop notifications: not on arrival, but once it is plain what they are for, after the first answer or
// when somebody goes online. Asked once per device; afterwards it is found among the settings.
import { ref } from "vue";
import { permission } from "./desktop";

const KEY = "yingke.alerts.offered";
export const offering = ref(false);

export function offerAlerts(): void {
  if (permission.value === "default" && !localStorage.getItem(KEY)) offering.value = true;
}
export function putAway(): void {
  offering.value = false;
  localStorage.setItem(KEY, "1");
}
