#include "compiler/options.hpp"

#include "compiler/mentions.hpp"
#include "compiler/option_builder.hpp"

namespace pf::compiler {

Analysis analyse(std::string_view text, const SchemaIndex& schema) {
    Analysis analysis;
    analysis.sentence = tokenise(text);
    find_mentions(analysis, schema);
    OptionBuilder(analysis, schema).build();
    return analysis;
}

}  // namespace pf::compiler
