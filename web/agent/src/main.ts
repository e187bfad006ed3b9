// Starts the workbench: language, theme, addresses, page.
import "@yingke/shared/tokens.css";
import "./styles/base.css";
import "./styles/controls.css";
import { createApp } from "vue";
import App from "./App.vue";
import { i18n, speak } from "./i18n";
import { preferredLanguage } from "./language";
import { router } from "./router";
import { applyTheme } from "./theme";

applyTheme();
void speak(preferredLanguage()).then(() => createApp(App).use(i18n).use(router).mount("#app"));
