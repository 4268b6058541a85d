#include "compiler/rank/feature_key.hpp"

namespace pf::compiler {

void FeatureSink::collect(std::uint32_t key, std::initializer_list<Piece> pieces) {
    keys_->push_back(key);
    if (!names_) return;
    auto& name = names_->emplace_back();
    for (const auto& piece : pieces) {
        name += piece.text;
        name += '|';
    }
}

}  // namespace pf::compiler
