#include "llm/prompt.hpp"

#include <gtest/gtest.h>

#include "base/embedded.hpp"

namespace pf::llm {
namespace {

TEST(Prompt, LeavesOutTheFrontMatter) {
    EXPECT_EQ(*render_prompt_text("---\nname: a\n---\n\nHello\n---\nagain\n", {}), "Hello\n---\nagain\n");
    EXPECT_EQ(*render_prompt_text("Hello", {}), "Hello");
}

TEST(Prompt, FillsEveryPlaceholder) {
    EXPECT_EQ(*render_prompt_text("{{a}} and {{b}} and {{a}}", {{"a", "1"}, {"b", "2"}}), "1 and 2 and 1");
}

TEST(Prompt, DoesNotLookForPlaceholdersInValues) {
    EXPECT_EQ(*render_prompt_text("{{a}}", {{"a", "{{b}}"}, {"b", "2"}}), "{{b}}");
}

TEST(Prompt, RefusesAPlaceholderWithoutValue) {
    for (const auto* text : {"{{missing}}", "{{a", "{{a}} {{"}) {
        const auto rendered = render_prompt_text(text, {{"a", "1"}});
        ASSERT_FALSE(rendered) << text;
        EXPECT_EQ(rendered.error().kind, ErrorKind::internal);
    }
}

TEST(Prompt, RefusesAPromptThatIsNotThere) {
    const auto rendered = render_prompt("no_such_prompt", {});
    ASSERT_FALSE(rendered);
    EXPECT_EQ(rendered.error().kind, ErrorKind::internal);
    EXPECT_NE(rendered.error().message.find("no_such_prompt"), std::string::npos);
}

TEST(Prompt, OfTheProgramSaysWhatTheReplyLooksLike) {
    const auto system = render_prompt("sql_pitboss", {{"system", "You are X."},
                                                      {"schema", "CREATE TABLE y ()"},
                                                      {"said", "\n# Said\n"},
                                                      {"examples", "\n# Examples\n"},
                                                      {"candidates", "\n# Candidates\n"}});
    ASSERT_TRUE(system);
    EXPECT_NE(system->find("CREATE TABLE y ()\n# Said\n\n# Examples\n\n# Candidates\n"), std::string::npos);
    EXPECT_TRUE(system->starts_with("You are X."));
    EXPECT_NE(system->find("CREATE TABLE y ()"), std::string::npos);
    EXPECT_NE(system->find(R"({"sql":)"), std::string::npos);
    const auto repair = render_prompt("sql_pitboss_repair", {{"reason", "column nme does not exist"}});
    ASSERT_TRUE(repair);
    EXPECT_NE(repair->find("refused: column nme does not exist"), std::string::npos);
}

TEST(Prompt, EachOfTheProgramIsNamedLikeItsFileAndSaysWhatItIsFor) {
    const auto files = embedded_files(Group::prompts);
    ASSERT_FALSE(files.empty());
    for (const auto& file : files) {
        const auto name = std::string(file.path.substr(0, file.path.rfind('.')));
        EXPECT_TRUE(file.bytes.starts_with("---\nname: " + name + "\ndescription: ")) << file.path;
    }
}

}  // namespace
}  // namespace pf::llm
