#include "base/utf8.hpp"

#include <gtest/gtest.h>

namespace pf {
namespace {

TEST(Utf8, AcceptsEveryLengthOfCharacter) { EXPECT_TRUE(is_utf8("a\xC3\xA9\xE2\x82\xAC\xF0\x9F\xA6\x84")); }

TEST(Utf8, RejectsWhatRfc3629Forbids) {
    EXPECT_FALSE(is_utf8("\xC0\xAF"));          // overlong, 2 bytes
    EXPECT_FALSE(is_utf8("\xE0\x80\xAF"));      // overlong, 3 bytes
    EXPECT_FALSE(is_utf8("\xF0\x80\x80\xAF"));  // overlong, 4 bytes
    EXPECT_FALSE(is_utf8("\xED\xA0\x80"));      // surrogate
    EXPECT_FALSE(is_utf8("\xF4\x90\x80\x80"));  // above U+10FFFF
    EXPECT_FALSE(is_utf8("\xE2\x82"));          // cut
    EXPECT_FALSE(is_utf8("\x80"));              // continuation alone
    EXPECT_FALSE(is_utf8("\xFF"));
}

TEST(Utf8, CountsCharactersNotBytes) { EXPECT_EQ(utf8_length("a\xC3\xA9\xF0\x9F\xA6\x84"), 3u); }

TEST(Utf8, CountsLengthAsJavaScriptDoes) { EXPECT_EQ(utf16_length("a\xC3\xA9\xE2\x82\xAC\xF0\x9F\xA6\x84"), 5u); }

TEST(Utf8, FindsWhatIsNoUtf8WhereverItStandsInAsciiText) {
    for (std::size_t length = 1; length < 40; ++length)
        for (std::size_t at = 0; at < length; ++at) {
            for (const auto& [bytes, valid] : {std::pair{"\xC3\xA4", true}, {"\xC3", false}, {"\xFF", false}}) {
                std::string text(at, 'a');
                text.append(bytes).append(length - at - 1, 'z');
                EXPECT_EQ(is_utf8(text), valid) << length << " " << at;
            }
        }
}

}  // namespace
}  // namespace pf
