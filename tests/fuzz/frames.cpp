// Any bytes as a client's frame, and as the bodies of HTTP: decoded or refused; an answer about it is JSON.
#include <boost/json.hpp>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include "api/protocol.hpp"
#include "api/resources.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto frame = pf::api::decode_client_frame(text);
    if (const auto* bad = std::get_if<pf::api::BadFrame>(&frame)) {
        if (bad->error.message.empty()) std::abort();
        const auto answer = pf::api::encode_error(bad->error, {}, bad->rule_id, pf::api::SystemTime{});
        boost::system::error_code failed;
        (void)boost::json::parse(answer, failed);
        if (failed) {
            std::fprintf(stderr, "no JSON: %s\n", answer.c_str());
            std::abort();
        }
    }
    (void)pf::api::decode_rule_request(text);
    (void)pf::api::decode_rule_change(text);
    (void)pf::api::decode_pattern(text);
    (void)pf::api::decode_definition(text);
    return 0;
}
