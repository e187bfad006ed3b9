//! Contacts 客户: who writes, and what is known of them.
