//! Inboxes 接入渠道 and links 客服链接: the configured entries of a workspace.
