// Every act that the desk writes down, in the order in which people look for them.
export const ACTIONS = [
  "session.begin", "session.end",
  "agent.create", "agent.change", "agent.disable", "agent.delete", "agent.reset_password", "agent.change_password",
  "role.create", "role.change", "role.delete", "group.create", "group.change", "group.delete",
  "inbox.create", "inbox.change", "inbox.delete", "inbox.secret", "link.create", "link.change", "link.delete",
  "contact.reveal", "contact.block", "contact.unblock", "contact.mark_private", "contact.unmark_private", "conversation.export",
  "tag.create", "tag.change", "tag.delete", "phrase.create", "phrase.change", "phrase.delete", "phrase.import",
  "settings.shop", "settings.service", "settings.routing", "settings.password", "workspace.register", "workspace.rename", "token.create",
] as const;
