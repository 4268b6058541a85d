#include "compiler/link/word_vectors.hpp"

#include <gtest/gtest.h>

#include <cstring>

namespace pf::compiler {
namespace {

constexpr std::size_t bytes_of_word = 82;

template <class T>
void put(std::string& bytes, std::size_t at, T value) {
    std::memcpy(bytes.data() + at, &value, sizeof value);
}

void seal(std::string& bytes) {
    std::uint64_t sum = 0xcbf29ce484222325ULL;
    for (const char byte : bytes.substr(36)) sum = (sum ^ static_cast<unsigned char>(byte)) * 0x100000001b3ULL;
    put(bytes, 28, sum);
}

// A table of these words; all axes of the i-th are the i-th half byte.
std::string table_of(const std::vector<std::string>& words, const std::string& halves) {
    std::string bytes = "PFVECTOR" + std::string(28, '\0'), text;
    for (const auto& word : words) text += word + '\n';
    put<std::uint32_t>(bytes, 8, 1);
    put(bytes, 12, static_cast<std::uint32_t>(words.size()));
    put(bytes, 16, static_cast<std::uint32_t>(text.size()));
    put<std::uint32_t>(bytes, 20, 100);
    put<std::uint32_t>(bytes, 24, 64);
    bytes += text;
    for (const char half : halves) bytes.append(bytes_of_word, static_cast<char>(half | (half << 4)));
    seal(bytes);
    return bytes;
}

std::string message_of(const std::string& bytes) {
    const auto read = WordVectors::read(bytes);
    return read ? "read" : read.error().message;
}

float company(std::string_view a, std::string_view b) {
    const auto& vectors = WordVectors::shipped();
    return vectors.of(a)->company.cosine(vectors.of(b)->company);
}
float use(std::string_view a, std::string_view b) {
    const auto& vectors = WordVectors::shipped();
    return vectors.of(a)->use.cosine(vectors.of(b)->use);
}

TEST(WordVectors, ReadsEachWordInItsOwnForm) {
    const auto bytes = table_of({"good", "goods", "wine"}, {1, 15, 9});
    const auto vectors = WordVectors::read(bytes);
    ASSERT_TRUE(vectors) << vectors.error().message;
    EXPECT_EQ(vectors->size(), 3U);
    EXPECT_EQ(vectors->of("good")->company.axes[0], -7);
    EXPECT_EQ(vectors->of("goods")->company.axes[99], 7);
    EXPECT_EQ(vectors->of("wine")->use.axes[63], 1);
    EXPECT_FLOAT_EQ(vectors->of("good")->use.cosine(vectors->of("wine")->use), -1);
    for (const auto* unknown : {"", "a", "goo", "goodness", "wines", "zz", "good\ngoods"})
        EXPECT_FALSE(vectors->of(unknown)) << unknown;
}

TEST(WordVectors, OfNoWordsHaveNoDirection) {
    const auto none = mean_of({});
    EXPECT_EQ(none.company.cosine(none.company), 0);
    const auto bytes = table_of({"nothing"}, {8});
    const auto zero = WordVectors::read(bytes)->of("nothing");
    EXPECT_EQ(zero->use.cosine(zero->use), 0);
}

TEST(WordVectors, RefuseOtherFilesAndVersionsSayingWhich) {
    EXPECT_EQ(message_of(""), "This is no table of word vectors.");
    EXPECT_EQ(message_of("PFMODEL\n" + std::string(100, 'x')), "This is no table of word vectors.");
    auto bytes = table_of({"wine"}, {9});
    put<std::uint32_t>(bytes, 8, 7);
    EXPECT_EQ(message_of(bytes), "The table of word vectors has version 7; this program reads version 1.");
    put<std::uint32_t>(bytes, 8, 1);
    put<std::uint32_t>(bytes, 20, 50);
    EXPECT_EQ(message_of(bytes), "The word vectors have 50 and 64 axes; this program reads 100 and 64.");
}

TEST(WordVectors, RefuseWhatIsCutLongerOrDamaged) {
    const auto bytes = table_of({"good", "wine"}, {9, 3});
    EXPECT_EQ(message_of(bytes.substr(0, bytes.size() - 1)), "The table of word vectors has 209 bytes instead of 210.");
    EXPECT_EQ(message_of(bytes + "x"), "The table of word vectors has 211 bytes instead of 210.");
    auto damaged = bytes;
    damaged.back() ^= 1;
    EXPECT_EQ(message_of(damaged), "The table of word vectors is damaged: its checksum does not fit.");
    auto huge = bytes;
    put<std::uint32_t>(huge, 12, 0xFFFFFFFF);
    EXPECT_NE(message_of(huge).find(" instead of "), std::string::npos) << message_of(huge);
}

TEST(WordVectors, RefuseWordsOutOfOrder) {
    EXPECT_EQ(message_of(table_of({"wine", "good"}, {9, 3})),
              "The table of word vectors does not hold 2 words in their order.");
    EXPECT_NE(message_of(table_of({"wine", "wine"}, {9, 3})), "read");
    auto open = table_of({"wine"}, {9});
    open[40] = 'x';  // the last newline
    seal(open);
    EXPECT_NE(message_of(open), "read");
}

TEST(WordVectors, ThoseCompiledInAreWhole) {
    const auto checked = WordVectors::check_shipped();
    ASSERT_TRUE(checked) << checked.error().message;
    EXPECT_EQ(WordVectors::shipped().size(), 36'000U);
}

TEST(WordVectors, WordsForTheSameThingAreNearerThanOthers) {
    const std::vector<std::array<const char*, 3>> triples{
        {"film", "movie", "bridge"},   {"doctor", "physician", "invoice"}, {"salary", "wage", "river"},
        {"boss", "manager", "colour"}, {"client", "customer", "weather"},  {"sex", "gender", "harbour"},
    };
    for (const auto& [word, near, far] : triples) EXPECT_GT(company(word, near), company(word, far) + 0.2F) << word;
}

TEST(WordVectors, UseTellsWhatCompanyDoesNot) {
    EXPECT_GT(use("born", "birth"), use("born", "price") + 0.3F);
    EXPECT_GT(use("heavy", "weight"), use("heavy", "name") + 0.3F);
}

TEST(WordVectors, OfAPhraseLieBetweenThoseOfItsWords) {
    const auto& vectors = WordVectors::shipped();
    const auto date = *vectors.of("date"), birth = *vectors.of("birth");
    const auto both = mean_of({date, birth});
    EXPECT_GT(both.company.cosine(birth.company), date.company.cosine(birth.company));
    EXPECT_GT(both.use.cosine(date.use), date.use.cosine(birth.use));
    EXPECT_NEAR(both.use.cosine(both.use), 1, 1e-3);
}

}  // namespace
}  // namespace pf::compiler
