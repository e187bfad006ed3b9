// Events as sentences.
import type { Message } from "@yingke/shared";
import { desk } from "../desk";
import { t } from "../i18n";
import { moment } from "../times";
import { nameOf } from "./people";

export function told(message: Message, me: string): string {
  const e = message.event;
  if (!e) return message.text;
  const person = (id?: string | null, name?: string | null) => (id && id === me ? t("event.me") : name || nameOf(desk.team.value, id ?? null) || t("event.somebody"));
  const by = message.sender.type === "system" ? "" : person(message.sender.id, message.sender.name);
  switch (e.type) {
    case "assigned":
      return t("event.assigned", { name: person(e.agent_id, e.name) });
    case "transferred": {
      const to = e.to_agent ? person(e.to_agent, e.to_name) : (e.to_name ?? t("event.aGroup"));
      const line = t("event.transferred", { from: person(e.from, e.from_name), to });
      return e.reason ? t("event.because", { line, reason: e.reason }) : line;
    }
    case "returned":
      return t("event.returned", { name: person(e.agent_id ?? e.to_agent, e.name ?? e.to_name) });
    case "picked":
      return t("event.picked", { name: person(e.agent_id ?? message.sender.id, e.name ?? message.sender.name) });
    case "ended":
      return by ? t("event.endedBy", { name: by }) : t("event.ended");
    case "snoozed":
      return e.until ? t("event.snoozedUntil", { until: moment(e.until) }) : t("event.snoozed");
    case "queued":
    case "pooled":
    case "reopened":
    case "offline":
    case "rating":
      return t(`event.${e.type}`);
    default:
      return message.text || t("event.other");
  }
}
