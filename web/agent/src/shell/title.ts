// The window's title and its small picture say how much waits, for whoever works in another window.
import { isolated } from "@yingke/shared";
import { watchEffect } from "vue";
import { desk } from "../desk";
import { t } from "../i18n";

export function useTitle(): void {
  watchEffect(() => {
    const waiting = (desk.counts.value?.mine_unread ?? 0) + (desk.counts.value?.mentioned ?? 0);
    const name = desk.me.value?.workspace.name ?? t("app.name");
    document.title = waiting ? `(${waiting > 99 ? "99+" : waiting}) ${isolated(name)}` : name;
    const icon = document.querySelector<HTMLLinkElement>("link[rel=icon]");
    const wanted = waiting ? "/assets/mark-waiting.svg" : "/assets/mark.svg";
    if (icon && icon.getAttribute("href") !== wanted) icon.href = wanted;
  });
}
