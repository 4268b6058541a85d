// Any bytes as a semantic model's file: a model over the catalogue, or an error that names a place.
#include <cstdint>
#include <cstdlib>

#include "catalogue/load_yaml.hpp"
#include "unit/model/sample_catalogue.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const auto catalogue = pf::test::sample_catalogue();
    const auto loaded =
        pf::catalogue::load_yaml({reinterpret_cast<const char*>(data), size}, "pattern-factory.yaml", catalogue);
    if (!loaded && loaded.error().message.empty()) std::abort();
    return 0;
}
