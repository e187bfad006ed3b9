//! Accounts through the router, on a real database: SQLite, or PostgreSQL with `YINGKE_TEST_DATABASE=postgres`.

mod office;
mod passwords;
mod register;
mod rights;
mod sign_in;
mod subs;
