//! What administrators change: settings of a workspace that belong to no other slice.
