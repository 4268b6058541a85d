#include "base/request_context.hpp"

namespace pf {

std::string_view to_string(Stage stage) {
    switch (stage) {
        case Stage::queued: return "queued";
        case Stage::context: return "context";
        case Stage::generate: return "generate";
        case Stage::model: return "model";
        case Stage::check: return "check";
        case Stage::materialise: return "materialise";
        case Stage::register_: return "register";
    }
    return "queued";
}

}  // namespace pf
