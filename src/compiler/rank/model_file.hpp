// The file of a model (model/compiler.pfm): what the trainer writes, the build compiles in and the program reads.
//
//   header    "PFMODEL\n", version, bytes and checksum of the rest
//   names     of the dense features, a list each of options, plans, confidence
//   words, three sparse models (keys packed, weights as half floats), two forests, networks, calibration, bound
//
// Little-endian, nothing aligned. The names of sparse features are not in it, only their keys.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "compiler/rank/model.hpp"

namespace pf::compiler {

// Counts up when files of before cannot be read, or when the same keys or names mean something else.
inline constexpr std::uint32_t model_version = 2;

// The names of the dense features, in the order of the rows.
struct DenseNames {
    std::vector<std::string_view> option, plan, confidence;
    // Those of this program: of OptionDense, PlanDense and ConfidenceDense.
    [[nodiscard]] static const DenseNames& own();
};

// Every network has as many inputs as there are names of plans. Weights beyond 65,504 are cut off there.
[[nodiscard]] std::string write_model(const Model& model, const DenseNames& names = DenseNames::own());

// An error says what is wrong with the file (it is none, cut, damaged, of another version, lacks features or has
// others) and what to do. Features may stand in another order than here.
[[nodiscard]] Result<Model> read_model(std::string_view bytes, const DenseNames& names = DenseNames::own());
[[nodiscard]] Result<Model> load_model(const std::string& path);

// Whether the model compiled in can be read: asked when the program starts.
[[nodiscard]] Result<void> check_shipped_model();

}  // namespace pf::compiler
