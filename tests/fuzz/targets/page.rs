#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| wiredesk_fuzz::page(bytes));
