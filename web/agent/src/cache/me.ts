// Who is signed in, with which rights. Pure.
import type { Me } from "@yingke/shared";
import type { StreamEvent } from "../stream/events";

export function apply(me: Me | null, event: StreamEvent): Me | null {
  if (!me || event.name !== "presence_changed" || event.data.agent_id !== me.agent.id) return me;
  const { presence, open_chats, takes_routing, capacity } = event.data;
  const { agent } = me;
  return {
    ...me,
    agent: {
      ...agent,
      presence,
      ...(open_chats === undefined ? {} : { open_chats }),
      takes_routing: takes_routing ?? agent.takes_routing,
      capacity: capacity ?? agent.capacity,
    },
  };
}

/** Holds the right in whatever scope: what lies within the scope the server decides per object. */
export function can(me: Me | null, permission: string): boolean {
  if (!me) return false;
  return me.owner || me.permissions.some((held) => held === permission || held.startsWith(`${permission}:`));
}

export function canBeyondOwn(me: Me | null, permission: string): boolean {
  if (!me) return false;
  return me.owner || me.permissions.includes(`${permission}:all`) || me.permissions.includes(`${permission}:group`);
}
