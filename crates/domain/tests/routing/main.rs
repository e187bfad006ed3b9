//! Routing 分流, in the words of spec §3: the rules one by one, and a random desk that must keep its promises.

mod addressed_and_sticky;
mod desk;
mod explained;
mod large;
mod offline;
mod oracle;
mod promises;
mod shares;
mod shop;
mod states;
mod strategies;
mod transfers;
mod waiting;
