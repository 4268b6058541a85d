// What a person reads of a run of training, as Markdown. Way in: report_of().
#pragma once

#include <string>

#include "manifest.hpp"

namespace pf::train {

// `manifest` of this run; `before` that of the last one, null when there is none.
[[nodiscard]] std::string report_of(const boost::json::value& manifest, const boost::json::value& before,
                                    const Training& training);

}  // namespace pf::train
