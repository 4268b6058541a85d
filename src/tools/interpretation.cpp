#include "tools/interpretation.hpp"

#include <utility>

#include "base/task.hpp"
#include "sql/guard.hpp"

namespace pf::tools {

std::string_view to_string(compiler::Status status) {
    switch (status) {
        case compiler::Status::ok: return "ok";
        case compiler::Status::ambiguous: return "ambiguous";
        case compiler::Status::not_understood: return "not_understood";
    }
    return "not_understood";
}

Result<Interpretation> interpret(const compiler::Compiler& compiler, const model::Snapshot& snapshot,
                                 std::string_view sentence) {
    const auto began = Clock::now();
    auto compilation = compiler.compile(sentence);
    Interpretation made;
    made.compile_ms = std::chrono::duration<double, std::milli>(Clock::now() - began).count();
    made.status = compilation.status;
    made.unknown = std::move(compilation.unknown);
    made.leaves_words_out = compilation.leaves_words_out;
    made.message = std::move(compilation.message);
    made.hint = std::move(compilation.hint);
    const bool understood = made.status != compiler::Status::not_understood;
    if (!understood && made.message.empty()) made.message = "I did not understand this sentence.";

    const std::size_t wanted = made.status == compiler::Status::ambiguous ? compilation.readings.size() : 1;
    Error refused;
    for (std::size_t i = 0; i < wanted && i < compilation.readings.size(); ++i) {
        auto& reading = compilation.readings[i];
        auto guarded = sql::guard(reading.sql, snapshot.policy);
        if (guarded)
            made.readings.push_back({std::move(*guarded), std::move(reading.reading), reading.confidence, "compiler",
                                     static_cast<int>(made.readings.size()) + 1, std::move(reading.words)});
        else
            refused = guarded.error();
    }
    if (!understood) return made;
    if (made.readings.empty()) return refused;
    return made;
}

Error refusal_of(const Interpretation& interpretation) {
    Error error{ErrorKind::not_understood, interpretation.message, interpretation.hint};
    for (const auto& word : interpretation.unknown) error.unknown.push_back({word.word, word.offset, word.suggestions});
    return error;
}

Result<std::string> said_in_full(const compiler::Compiler& compiler, std::string_view before, std::string_view typed) {
    auto corrected = compiler.corrected(typed);
    const auto sentence = corrected.empty() ? std::string(typed) : corrected;
    if (before.empty()) {
        if (!compiler::Compiler::refers_back(sentence) || compiler.compile(sentence).status == compiler::Status::ok)
            return corrected;
        return make_error(ErrorKind::not_understood,
                          "“" + sentence + "” goes on from another rule, and there is none before it.",
                          "Say the whole sentence.");
    }
    auto whole = compiler.whole_sentences(before, sentence);
    if (whole.empty()) return corrected;
    std::string best;
    for (auto& one : whole) {
        const auto status = compiler.compile(one).status;
        if (status == compiler::Status::ok) return std::move(one);
        if (status == compiler::Status::ambiguous && best.empty()) best = std::move(one);
    }
    // "top 5 countries by funding" may stand by itself, or change the one before it
    if (!best.empty() && compiler::Compiler::refers_back(sentence)) return best;
    if (compiler.compile(sentence).status != compiler::Status::not_understood) return corrected;
    if (!best.empty()) return best;
    return make_error(ErrorKind::not_understood,
                      "I do not see what “" + sentence + "” changes in “" + std::string(before) + "”.",
                      "Say the whole sentence.");
}

}  // namespace pf::tools
