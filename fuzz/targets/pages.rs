#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| termlint_fuzz::documents::pages(bytes));
