//! The real program: started, asked over HTTP, stopped by signal. What the API does is tested in `server`.

mod commands;
mod pages;
mod program;
mod stopping;
