// Names for ids: colleagues by the nickname their customers see, those who left by a word.
import type { Team } from "../cache/team";
import { t } from "../i18n";

export function nameOf(team: Team, id: string | null): string {
  if (!id) return "";
  const member = team[id];
  return member ? member.nickname || member.name : t("people.gone");
}
