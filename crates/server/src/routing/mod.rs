//! Routing 分流: what `domain::routing` decides, applied under the workspace's lock.
