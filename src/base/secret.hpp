// Random tokens, digests, and comparison that takes the same time whatever differs (OpenSSL).
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace pf {

// `bytes` bytes of the operating system's randomness, in hexadecimal (twice as many characters).
[[nodiscard]] std::string random_token(std::size_t bytes);

[[nodiscard]] std::string sha256_hex(std::string_view text);

// What only a holder of `key` can make of `text` (HMAC with SHA-256, RFC 2104), in hexadecimal.
[[nodiscard]] std::string hmac_sha256_hex(std::string_view key, std::string_view text);

[[nodiscard]] bool equal_in_constant_time(std::string_view a, std::string_view b);

}  // namespace pf
