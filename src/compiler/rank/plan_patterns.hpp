// Names of the parts of a plan: its structure without names of columns, as sparse features and as inputs of the
// networks. Way in: plan_patterns().
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/plan.hpp"
#include "compiler/rank/context.hpp"

namespace pf::compiler {

// Short texts in one block that is used again: a sentence has thousands of them.
class TextList {
 public:
    void add(std::initializer_list<std::string_view> parts) {
        for (const auto part : parts) text_ += part;
        ends_.push_back(text_.size());
    }
    void clear() {
        text_.clear();
        ends_.clear();
    }
    [[nodiscard]] std::size_t size() const { return ends_.size(); }
    [[nodiscard]] std::string_view operator[](std::size_t at) const {
        const auto begin = at == 0 ? 0 : ends_[at - 1];
        return std::string_view(text_).substr(begin, ends_[at] - begin);
    }

 private:
    std::string text_;
    std::vector<std::size_t> ends_;
};

// Each of `patterns` is crossed with the words of the sentence; `own` stand alone.
struct PlanPatterns {
    TextList patterns, own;
};
// Sets `made`, whose memory it uses again.
void plan_patterns(const Plan& plan, const Context& context, PlanPatterns& made);

// Which of Plan::linear_parts a pattern counts for.
[[nodiscard]] std::size_t linear_part(std::string_view pattern);
// The words and pairs of words that patterns are crossed with.
[[nodiscard]] std::vector<std::string> sentence_grams(const Context& context);

// What is shown, which rows, and how they are grouped, ordered and cut off.
[[nodiscard]] std::string select_pattern(const plan::Shape& query);
[[nodiscard]] std::string where_pattern(const plan::Shape& query);
[[nodiscard]] std::string tail_pattern(const plan::Shape& query);

}  // namespace pf::compiler
