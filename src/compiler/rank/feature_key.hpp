// Sparse features: a feature's name is a row of pieces ("u4", "and", "show"), its key a hash of theirs. Ways in: Piece,
// FeatureSink.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/rank/linear_model.hpp"

namespace pf::compiler {

// A part of a feature's name, hashed once: a literal while compiling, a word once a sentence. The text must outlive it.
struct Piece {
    std::string_view text;
    std::uint64_t hash;

    constexpr Piece() : Piece(std::string_view()) {}
    template <std::size_t N>
    consteval Piece(const char (&literal)[N]) : Piece(std::string_view(literal, N - 1)) {}
    constexpr explicit Piece(std::string_view of) : text(of), hash(fnv1a(of)) {}

    friend bool operator==(const Piece& piece, std::string_view wanted) { return piece.text == wanted; }

 private:
    static constexpr std::uint64_t fnv1a(std::string_view of) {
        std::uint64_t state = 1469598103934665603ULL;
        for (const char c : of) state = (state ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
        return state;
    }
};

// The key of a feature, piece by piece. Keys are stored in the model: changing this asks for a new model_version.
class FeatureKey {
 public:
    constexpr FeatureKey& add(const Piece& piece) {
        state_ = (state_ ^ piece.hash) * 0x9E3779B97F4A7C15ULL;
        state_ ^= state_ >> 32;
        return *this;
    }
    [[nodiscard]] constexpr std::uint32_t fold() const {
        const auto folded = static_cast<std::uint32_t>(state_);
        return folded == 0 ? 1 : folded;
    }

 private:
    std::uint64_t state_ = 0;
};

// Of a feature whose name is one piece: a pattern of a plan.
[[nodiscard]] constexpr std::uint32_t key_of(const Piece& piece) { return FeatureKey().add(piece).fold(); }

// Where features of a sparse model go: added up against a model, or collected for the trainer.
class FeatureSink {
 public:
    explicit FeatureSink(const LinearModel& model) : model_(&model) {}
    // `names`, unless null: of each key, its pieces, each with '|' behind it.
    FeatureSink(std::vector<std::uint32_t>& keys, std::vector<std::string>* names) : keys_(&keys), names_(names) {}

    void add(std::initializer_list<Piece> pieces) {
        FeatureKey key;
        for (const auto& piece : pieces) key.add(piece);
        if (model_)
            score_ += model_->weight(key.fold());
        else
            collect(key.fold(), pieces);
    }
    [[nodiscard]] float score() const { return score_; }

 private:
    void collect(std::uint32_t key, std::initializer_list<Piece> pieces);

    const LinearModel* model_ = nullptr;
    std::vector<std::uint32_t>* keys_ = nullptr;
    std::vector<std::string>* names_ = nullptr;
    float score_ = 0;
};

}  // namespace pf::compiler
