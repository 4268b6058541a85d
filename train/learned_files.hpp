// What a run of training leaves behind. Way in: write_files().
#pragma once

#include <string>

#include "base/result.hpp"
#include "manifest.hpp"

namespace pf::train {

// Run::arguments.output: the model (compiler/rank/model_file.hpp), read back. With ".names": what its sparse features
// are called, "KEY NAME" a line. Beside it manifest.json and report.md, which says what moved since the manifest that
// stood there. Sets the linear models of Training::model.
[[nodiscard]] Result<void> write_files(Training& training, const Run& run);

}  // namespace pf::train
