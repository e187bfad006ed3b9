// Light, dark, or as the system says; kept per browser, since the same person may sit at a bright and a dark desk.
import { ref } from "vue";

export type Theme = "system" | "light" | "dark";
const KEY = "yingke.theme";

export const theme = ref<Theme>(kept());

function kept(): Theme {
  const found = localStorage.getItem(KEY);
  return found === "light" || found === "dark" ? found : "system";
}

export function chooseTheme(wanted: Theme): void {
  theme.value = wanted;
  localStorage.setItem(KEY, wanted);
  applyTheme();
}

export function applyTheme(): void {
  if (theme.value === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme.value;
}
