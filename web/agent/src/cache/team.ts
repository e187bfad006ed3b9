// The colleagues, as far as this agent may know about them. Pure.
import type { TeamMember } from "@yingke/shared";
import type { PresenceChange, StreamEvent } from "../stream/events";

export type Team = Readonly<Record<string, TeamMember>>;

export function apply(team: Team, event: StreamEvent): Team {
  switch (event.name) {
    case "agent_updated":
      // Everybody gets this event, so it lacks what only some may see; what is known of that stays.
      return { ...team, [event.data.agent.id]: { ...team[event.data.agent.id], ...event.data.agent } };
    case "agent_removed": {
      if (!(event.data.id in team)) return team;
      const rest = { ...team };
      delete rest[event.data.id];
      return rest;
    }
    case "presence_changed":
      return present(team, event.data);
    default:
      return team;
  }
}

export function place(members: readonly TeamMember[]): Team {
  return Object.fromEntries(members.map((m) => [m.id, m]));
}

function present(team: Team, change: PresenceChange): Team {
  const known = team[change.agent_id];
  if (!known) return team;
  return {
    ...team,
    [known.id]: {
      ...known,
      presence: change.presence,
      available: change.presence === "online" || change.presence === "busy",
      busy: change.presence === "busy",
      open_chats: change.open_chats ?? known.open_chats ?? null,
      takes_routing: change.takes_routing ?? known.takes_routing ?? null,
      capacity: change.capacity ?? known.capacity ?? null,
    },
  };
}
