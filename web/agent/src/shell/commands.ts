// What can be done from everywhere, for the palette and the keyboard: pages, views, presence, look, language.
import { onBeforeUnmount, ref } from "vue";
import { useRouter } from "vue-router";
import type { View } from "@yingke/shared";
import { api } from "../api";
import { can, myId } from "../desk";
import { language, speak, type Language } from "../i18n";
import { attempt } from "../parts/toast";
import { chooseTheme, type Theme } from "../theme";
import { register, type Command } from "../workbench/commands";
import { queryOf, views } from "../workbench/views";
import { choosePresence, presences, signOut } from "./presence";

export const overlay = ref<"palette" | "shortcuts" | "alerts" | null>(null);

export async function chooseLanguage(wanted: Language): Promise<void> {
  await speak(wanted);
  await attempt(() => api.patchMe({ locale: wanted }));
}

export function useShellCommands(): void {
  const router = useRouter();
  const go = (path: string) => () => void router.push(path);
  const all: Command[] = [
    { id: "palette.open", title: "palette.title", keys: "Mod+K", run: () => (overlay.value = "palette") },
    { id: "palette.shortcuts", title: "shortcuts.title", keys: "?", run: () => (overlay.value = "shortcuts") },
    { id: "go.conversations", title: "command.go.conversations", run: go("/conversations") },
    { id: "go.chatlog", title: "command.go.chatlog", run: go("/chatlog"), when: () => can("chatlog.view") },
    { id: "go.team", title: "command.go.team", run: go("/team") },
    { id: "go.settings", title: "command.go.settings", run: go("/settings") },
    ...allViews.map((view) => ({ id: `view.${view}`, title: `command.view.${view}`, run: () => void router.push({ path: "/conversations", query: queryOf({ view }) }), when: () => views.value.includes(view) })),
    ...presences.map((presence) => ({ id: `me.${presence}`, title: `command.presence.${presence}`, run: () => void choosePresence(presence), when: () => myId.value !== "" })),
    { id: "me.alerts", title: "alerts.title", run: () => (overlay.value = "alerts") },
    ...themes.map((theme) => ({ id: `look.${theme}`, title: `command.theme.${theme}`, run: () => chooseTheme(theme) })),
    { id: "look.zh", title: "command.language.zh", run: () => void chooseLanguage("zh-CN"), when: () => language() !== "zh-CN" },
    { id: "look.en", title: "command.language.en", run: () => void chooseLanguage("en"), when: () => language() !== "en" },
    { id: "me.out", title: "presence.out", run: () => void signOut() },
  ];
  const takeBack = all.map(register);
  onBeforeUnmount(() => takeBack.forEach((undo) => undo()));
}
const allViews: readonly View[] = ["mine", "queue", "pool", "colleagues", "mentioned", "ended", "all"];
const themes: readonly Theme[] = ["system", "light", "dark"];
