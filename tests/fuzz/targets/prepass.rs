#![no_main]

// A panic of feed-rs is contained and becomes a problem of the entry; libFuzzer's hook would end the run before that.
// Any other still does, where it leaves the target.
libfuzzer_sys::fuzz_target!(
    init: drop(std::panic::take_hook()),
    |bytes: &[u8]| wiredesk_fuzz::prepass(bytes)
);
