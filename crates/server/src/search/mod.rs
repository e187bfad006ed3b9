//! Full-text search over messages, the same on both databases.
