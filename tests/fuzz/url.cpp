// Any bytes as the target of a request: a path without a way out of it, or a refusal; what is encoded decodes to
// itself.
#include <cstdint>
#include <cstdlib>

#include "api/url.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    if (const auto target = pf::api::parse_target(text))
        if (!target->path.starts_with('/')) std::abort();
    for (const bool plus : {false, true}) (void)pf::api::percent_decode(text, plus);
    const auto back = pf::api::percent_decode(pf::percent_encode(text), false);
    if (back && *back != text) std::abort();
    return 0;
}
