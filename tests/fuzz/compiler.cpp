// Any bytes to the rule compiler: an answer or a refusal, and only SELECTs.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "../unit/compiler/sample_model.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const pf::compiler::Compiler compiler = [] {
        auto model = pf::compiler::test::sample_model();
        return pf::compiler::Compiler(model.ontology, model.values);
    }();
    const auto compilation = compiler.compile({reinterpret_cast<const char*>(data), size});
    for (const auto& reading : compilation.readings)
        if (!reading.sql.starts_with("SELECT ")) std::abort();
    return 0;
}
