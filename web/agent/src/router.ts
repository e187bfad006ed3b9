// The addresses of the workbench. Pages beyond the daily work load when they are opened; the daily work comes in one piece.
import { createRouter, createWebHistory, type RouteRecordRaw } from "vue-router";
import { begin, can, desk } from "./desk";
import { speak, t, type Language } from "./i18n";
import { toast } from "./parts/toast";
import { settingsRoutes } from "./settings/routes";
import Shell from "./shell/Shell.vue";
import WorkbenchPage from "./workbench/WorkbenchPage.vue";

declare module "vue-router" {
  interface RouteMeta {
    open?: boolean;
    /** The right that opens this page; any of several. */
    needs?: string[];
    owner?: boolean;
  }
}

const routes: RouteRecordRaw[] = [
  { path: "/register", meta: { open: true }, component: () => import("./account/RegisterPage.vue") },
  { path: "/login", meta: { open: true }, component: () => import("./account/LoginPage.vue") },
  {
    path: "/",
    component: Shell,
    children: [
      { path: "", redirect: "/conversations" },
      { path: "conversations/:id?", component: WorkbenchPage },
      { path: "chatlog/:id?", meta: { needs: ["chatlog.view"] }, component: () => import("./chatlog/ChatlogPage.vue") },
      { path: "team", component: () => import("./team/TeamPage.vue") },
      { path: "settings", component: () => import("./settings/SettingsPage.vue"), redirect: "/settings/profile", children: settingsRoutes },
      { path: ":rest(.*)*", component: () => import("./shell/NotFound.vue") },
    ],
  },
];

export const router = createRouter({ history: createWebHistory(), routes });

router.beforeEach(async (to) => {
  if (to.meta.open) return true;
  if (!desk.me.value) {
    try {
      const me = await begin();
      if (me.locale) await speak(me.locale as Language);
    } catch {
      return { path: "/login", query: to.fullPath === "/" || to.path === "/conversations" ? {} : { next: to.fullPath } };
    }
  }
  const { needs, owner } = to.meta;
  if (owner && !desk.me.value?.owner) return "/settings/profile";
  return !needs || needs.some(can) ? true : "/conversations";
});

// After an upgrade of the server the pages that this tab has not loaded yet are gone under their old names: the page is
// then loaded anew, in the version that is there now. Not while nobody answers, which would end in the browser's own
// error page, and not for the first page, where it would never end.
router.onError((_error, to, from) => {
  if (from.matched.length > 0 && desk.link.value === "open") location.assign(to.fullPath);
  else toast(t("connection.lost"), "danger");
});
