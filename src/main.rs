//! Starts and stops, nothing else.

fn main() {}
