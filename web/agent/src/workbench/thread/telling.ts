// Events as sentences.
import type { Message } from "@yingke/shared";
import { desk } from "../../desk";
import { t } from "../../i18n";
import { moment } from "../../times";

export function told(message: Message, me: string): string {
  const e = message.event;
  if (message.state === "recalled") return recalled(message, me);
  if (!e) return message.text || t("row.file");
  const person = (id?: string | null, name?: string | null, self = "event.me") => {
    if (id && id === me) return t(self);
    const known = id ? desk.team.value[id] : undefined;
    return known?.nickname || known?.name || name || t("event.somebody");
  };
  const by = message.sender.type === "agent" ? person(message.sender.id, message.sender.name, "event.self") : "";
  const to = e.group_id ? (e.group_name ?? t("event.aGroup")) : person(e.agent_id, e.agent_name);
  switch (e.type) {
    case "assigned":
      return by ? t("event.assignedBy", { by, to }) : t("event.assigned", { to });
    case "transferred": {
      const line = t("event.transferred", { by: by || t("event.somebody"), to });
      return e.reason ? t("event.because", { line, reason: e.reason }) : line;
    }
    case "returned":
      return t("event.returned", { to });
    case "picked":
      return t("event.picked", { by });
    case "ended":
      if (by) return t("event.endedBy", { by });
      return e.reason === "idle" ? t("event.endedSilence") : t("event.ended");
    case "faq":
      return e.questions?.length ? t("event.faq", { questions: e.questions.map((one) => t("event.quoted", { words: one })).join(t("roles.comma")) }) : t("event.other");
    case "snoozed":
      return e.until ? t("event.snoozedUntil", { until: moment(e.until) }) : t("event.snoozed");
    case "queued":
    case "pooled":
    case "reopened":
    case "woke":
    case "offline":
    case "rating":
      return t(`event.${e.type}`);
    default:
      return message.text || t("event.other");
  }
}

function recalled(message: Message, me: string): string {
  if (message.sender.type === "contact") return t("event.recalledBy", { by: message.sender.name });
  if (message.sender.id === me) return t("event.recalledMine");
  const member = message.sender.id ? desk.team.value[message.sender.id] : undefined;
  return t("event.recalledBy", { by: member?.nickname || message.sender.name });
}
