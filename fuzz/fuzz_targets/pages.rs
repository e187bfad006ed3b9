#![no_main]
libfuzzer_sys::fuzz_target!(|data: &[u8]| yingke_fuzz::pages::eat(data));
