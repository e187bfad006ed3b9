// The pages of the settings: where they are, who may open them, and in which block of the menu they stand.
import type { RouteRecordRaw } from "vue-router";

export const agentRights = ["agent.create", "agent.disable", "agent.delete", "agent.reset_password", "agent.capacity", "role.manage"];

export interface SettingsPlace {
  key: string;
  block: "own" | "shop" | "people" | "entries" | "safety";
  /** Any of these rights opens it; none named: everybody. */
  needs?: string[];
  owner?: boolean;
  page: () => Promise<unknown>;
}

export const places: SettingsPlace[] = [
  { key: "profile", block: "own", page: () => import("./ProfilePage.vue") },
  { key: "phrases", block: "own", needs: ["phrase.personal", "phrase.team"], page: () => import("./PhrasesPage.vue") },
  { key: "shop", block: "shop", needs: ["inbox.manage"], page: () => import("./ShopPage.vue") },
  { key: "service", block: "shop", needs: ["routing.manage"], page: () => import("./ServicePage.vue") },
  { key: "tags", block: "shop", needs: ["phrase.team"], page: () => import("./TagsPage.vue") },
  { key: "agents", block: "people", needs: agentRights, page: () => import("./AgentsPage.vue") },
  { key: "groups", block: "people", needs: ["routing.manage"], page: () => import("./GroupsPage.vue") },
  { key: "roles", block: "people", needs: ["role.manage"], page: () => import("./RolesPage.vue") },
  { key: "inboxes", block: "entries", needs: ["inbox.manage"], page: () => import("./InboxesPage.vue") },
  { key: "links", block: "entries", needs: ["link.manage"], page: () => import("./LinksPage.vue") },
  { key: "routing", block: "entries", needs: ["routing.manage"], page: () => import("./RoutingPage.vue") },
  { key: "password-rules", block: "safety", owner: true, page: () => import("./PasswordRulesPage.vue") },
  { key: "audit", block: "safety", needs: ["audit.view"], page: () => import("./AuditPage.vue") },
];

const lazily = (page: SettingsPlace["page"]) => page as () => Promise<RouteRecordRaw["component"]>;
const metaOf = ({ needs, owner }: SettingsPlace) => ({ ...(needs ? { needs } : {}), ...(owner ? { owner } : {}) });

export const settingsRoutes: RouteRecordRaw[] = [
  ...places.map((place) => ({ path: place.key, meta: metaOf(place), component: lazily(place.page) }) as RouteRecordRaw),
  { path: "inboxes/:id", meta: { needs: ["inbox.manage"] }, component: () => import("./InboxPage.vue") },
];
