//! The workbench: presence of agents, the team, counters; what an agent sees of the desk as a whole.

pub mod presence;
