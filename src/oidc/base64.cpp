#include "oidc/base64.hpp"

#include <openssl/evp.h>

#include <algorithm>

namespace pf::oidc {

std::string base64(std::string_view bytes) {
    std::string text(4 * ((bytes.size() + 2) / 3) + 1, '\0');  // OpenSSL ends it with a zero
    const int size =
        EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()),
                        reinterpret_cast<const unsigned char*>(bytes.data()), static_cast<int>(bytes.size()));
    text.resize(static_cast<std::size_t>(size));
    return text;
}

std::string base64url(std::string_view bytes) {
    std::string text = base64(bytes);
    std::replace(text.begin(), text.end(), '+', '-');
    std::replace(text.begin(), text.end(), '/', '_');
    text.resize(std::min(text.size(), text.find('=')));
    return text;
}

std::optional<std::string> from_base64url(std::string_view text) {
    std::string padded(text);
    std::replace(padded.begin(), padded.end(), '-', '+');
    std::replace(padded.begin(), padded.end(), '_', '/');
    const std::size_t padding = (4 - text.size() % 4) % 4;
    padded.append(padding, '=');
    std::string bytes(padded.size() / 4 * 3, '\0');
    const int size =
        EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()),
                        reinterpret_cast<const unsigned char*>(padded.data()), static_cast<int>(padded.size()));
    if (size < 0 || padding > 2) return std::nullopt;
    bytes.resize(static_cast<std::size_t>(size) - padding);
    if (base64url(bytes) != text) return std::nullopt;  // other alphabets, blanks, bits that say nothing
    return bytes;
}

}  // namespace pf::oidc
