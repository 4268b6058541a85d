// Any bytes as the head of an HTTP request, also when they come in two pieces: the verdict is the same, and what is
// complete ends with an empty line within the bound.
#include <cstdint>
#include <cstdlib>

#include "api/head_check.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const pf::api::ServerSettings limits;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto whole = pf::api::check_head(text, limits);
    if (const auto* complete = std::get_if<pf::api::HeadComplete>(&whole)) {
        if (complete->length > text.size() || complete->length > limits.max_head_bytes + 4) std::abort();
        if (!text.substr(0, complete->length).ends_with("\n")) std::abort();
        const auto again = pf::api::check_head(text.substr(0, complete->length), limits);
        const auto* same = std::get_if<pf::api::HeadComplete>(&again);
        if (!same || same->length != complete->length) std::abort();
    }
    if (const auto* refused = std::get_if<pf::api::Refusal>(&whole))
        if (refused->status < 400 || refused->message.empty()) std::abort();
    (void)pf::api::check_head(text.substr(0, size / 2), limits);
    return 0;
}
