// Starts the workbench: language, theme, addresses, page.
import "@yingke/shared/tokens.css";
import "./styles/base.css";
import "./styles/controls.css";
import { createApp } from "vue";
import App from "./App.vue";
import { desk } from "./desk";
import { i18n, speak } from "./i18n";
import { preferredLanguage } from "./language";
import { router } from "./router";
import { applyTheme } from "./theme";

applyTheme();

// After an upgrade of the server the parts that this tab has not loaded yet (the panel, the end of a conversation) are gone
// under their old names, and their buttons would do nothing: the page comes anew, once a minute at most.
const ANEW = "yingke:loaded-anew";
addEventListener("vite:preloadError", () => {
  if (desk.link.value !== "open" || Date.now() - Number(sessionStorage.getItem(ANEW) ?? 0) < 60_000) return;
  sessionStorage.setItem(ANEW, String(Date.now()));
  location.reload();
});

void speak(preferredLanguage()).then(() => createApp(App).use(i18n).use(router).mount("#app"));
