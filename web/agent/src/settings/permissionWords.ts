// Rights as words, with their reach.
import type { Permission } from "@yingke/shared";
import { t } from "../i18n";

export function brief(held: readonly string[], permissions: readonly Permission[], locale: string): string[] {
  return held.flatMap((right) => {
    const [key, scope] = right.split(":");
    const known = permissions.find((p) => p.key === key && p.available);
    if (!known) return [];
    const label = (locale === "en" ? known.en : known.zh).label;
    return [scope ? `${label} · ${t(`permission.${scope}`)}` : label];
  });
}
