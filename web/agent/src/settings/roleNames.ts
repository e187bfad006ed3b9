// The roles every shop begins with have Chinese names in the database; as long as nobody renamed one, each reader sees it
// in his own language.
import type { Permission, Role } from "@yingke/shared";
import { language, t } from "../i18n";

const GIVEN: Record<string, string> = { agent: "客服", supervisor: "客服主管", operations: "运营", finance: "财务", warehouse: "仓库", qa: "质检", auditor: "只读审计", admin: "管理员" };

export function roleName(role: Pick<Role, "name" | "template">): string {
  return language() === "en" && role.template && GIVEN[role.template] === role.name ? t(`roleNames.${role.template}`) : role.name;
}

/** Rights that do something today; the others wait for their feature. */
export const usable = (role: Pick<Role, "permissions">, permissions: readonly Permission[]): string[] =>
  role.permissions.filter((held) => permissions.some((p) => p.available && p.key === held.split(":")[0]));
