// What the server says over the socket, as one closed list. Names it does not hold are ignored by whoever applies them.
import type { Conversation, Message, Presence, Sender, TeamMember } from "@yingke/shared";

export type StreamEvent =
  | { name: "message_created" | "message_updated"; data: { message: Message; conversation: Conversation } }
  | { name: "conversation_updated"; data: { conversation: Conversation } }
  | { name: "conversation_removed"; data: { id: string } }
  | { name: "conversation_read"; data: { id: string; by: "agent" | "contact"; seq: number; unread: number } }
  | { name: "mentioned"; data: { message: Message; conversation: Conversation } }
  | { name: "mentions_changed"; data: { conversation_id: string } }
  | { name: "viewing"; data: { conversation_id: string; agent: { id: string; name: string }; viewing: boolean } }
  | { name: "draft_updated"; data: { conversation_id: string; text: string; updated_at: string } }
  | { name: "typing"; data: { conversation_id: string; sender: Sender; typing: boolean; text?: string } }
  | { name: "presence_changed"; data: PresenceChange }
  | { name: "agent_updated"; data: { agent: TeamMember } }
  | { name: "agent_removed"; data: { id: string } }
  | { name: "me_updated"; data: Record<string, never> }
  | { name: "settings_changed"; data: { what: string } };

export interface PresenceChange {
  agent_id: string;
  presence: Presence;
  open_chats?: number;
  takes_routing?: boolean;
  capacity?: number;
}

export type Frame =
  | { type: "welcome"; seq: number; resumed: boolean }
  | ({ type: "event"; seq?: number } & StreamEvent)
  | { type: "pong" }
  | { type: "error"; error: { code: string; message: string } };

export type Outgoing =
  | { type: "typing"; conversation_id: string; typing: boolean }
  | { type: "viewing"; conversation_id: string | null }
  | { type: "ping" };
