// Small values for the tests of the caches.
import type { Conversation, Message } from "@yingke/shared";

export const at = (minute: number) => `2026-01-01T10:${String(minute).padStart(2, "0")}:00.000Z`;

export function conversation(id: string, more: Partial<Conversation> = {}): Conversation {
  return {
    id, channel: "chat", inbox_id: "i", inbox_name: "网站客服", link_id: null, subject: null, private: false, contact_read_seq: 0, ended_by: null, contact: { id: `p-${id}`, name: "张女士", blocked: false }, assignee_id: "me", group_id: null,
    status: "open", offline: false, last_message: null, unread: 0, seq: 1, waiting_since: null, queued_at: null, created_at: at(0), last_at: at(1), ended_at: null, snoozed_until: null, tag_ids: [], ...more,
  };
}

export function message(seq: number, more: Partial<Message> = {}): Message {
  return {
    id: `m${seq}`, conversation_id: "c", seq, kind: "text", sender: { type: "contact", id: "p-c", name: "张女士" }, text: `第 ${seq} 句`,
    attachments: [], state: "sent", automatic: false, event: null, created_at: at(seq), ...more,
  };
}
