#include "compiler/link/word_vectors.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <stdexcept>
#include <string>

extern "C" const char pf_compiler_vectors[];
extern "C" const char pf_compiler_vectors_end[];

namespace pf::compiler {
namespace {

static_assert(std::endian::native == std::endian::little, "the file is read as it lies");

constexpr std::string_view magic = "PFVECTOR";
constexpr std::uint32_t version = 1;
constexpr std::size_t company_axes = 100, use_axes = 64;
constexpr std::size_t bytes_of_word = (company_axes + use_axes) / 2;
constexpr std::size_t header_size = 36;
constexpr float longest_axis = 127;

template <class T>
T number_at(std::string_view bytes, std::size_t at) {
    T value{};
    std::memcpy(&value, bytes.data() + at, sizeof value);
    return value;
}

// FNV-1a: of damage, not of malice.
std::uint64_t checksum(std::string_view bytes) {
    std::uint64_t state = 0xcbf29ce484222325ULL;
    for (const char byte : bytes) state = (state ^ static_cast<unsigned char>(byte)) * 0x100000001b3ULL;
    return state;
}

Error refused(std::string message, std::string hint) {
    return {ErrorKind::internal, std::move(message), std::move(hint)};
}

// Where each word begins; empty when they are not `count` sorted words.
std::vector<std::uint32_t> begins_of(std::string_view text, std::size_t count) {
    std::vector<std::uint32_t> begins;
    begins.reserve(count);
    std::string_view last;
    for (std::size_t at = 0; at < text.size();) {
        const auto end = text.find('\n', at);
        if (end == std::string_view::npos) return {};
        const auto word = text.substr(at, end - at);
        if (word <= last) return {};
        last = word;
        begins.push_back(static_cast<std::uint32_t>(at));
        at = end + 1;
    }
    return begins.size() == count ? begins : std::vector<std::uint32_t>{};
}

template <std::size_t Axes>
Direction<Axes> unpacked(std::string_view packed) {
    std::array<std::int8_t, Axes> axes{};
    for (std::size_t i = 0; i < Axes; ++i) {
        const auto both = static_cast<unsigned char>(packed[i / 2]);
        axes[i] = static_cast<std::int8_t>((i % 2 == 0 ? both & 15 : both >> 4) - 8);
    }
    return Direction<Axes>::of(axes);
}

template <std::size_t Axes>
Direction<Axes> mean_direction(const std::vector<WordVector>& words, Direction<Axes> WordVector::*space) {
    std::array<float, Axes> sum{};
    for (const auto& word : words)
        for (std::size_t i = 0; i < Axes; ++i)
            sum[i] += static_cast<float>((word.*space).axes[i]) * (word.*space).per_length;
    return Direction<Axes>::of(sum);
}

template <std::size_t Axes>
std::int32_t dot(const std::array<std::int8_t, Axes>& a, const std::array<std::int8_t, Axes>& b) {
    std::int32_t sum = 0;
    for (std::size_t i = 0; i < Axes; ++i) sum += a[i] * b[i];
    return sum;
}

}  // namespace

template <std::size_t Axes>
Direction<Axes> Direction<Axes>::of(const std::array<std::int8_t, Axes>& axes) {
    const auto square = dot(axes, axes);
    return {axes, square > 0 ? 1 / std::sqrt(static_cast<float>(square)) : 0};
}

template <std::size_t Axes>
Direction<Axes> Direction<Axes>::of(const std::array<float, Axes>& vector) {
    float longest = 0;
    for (const float x : vector) longest = std::max(longest, std::abs(x));
    std::array<std::int8_t, Axes> axes{};
    if (longest > 0)
        for (std::size_t i = 0; i < Axes; ++i)
            axes[i] = static_cast<std::int8_t>(std::lround(vector[i] * longest_axis / longest));
    return of(axes);
}

template <std::size_t Axes>
float Direction<Axes>::cosine(const Direction& other) const {
    return static_cast<float>(dot(axes, other.axes)) * per_length * other.per_length;
}

template struct Direction<company_axes>;
template struct Direction<use_axes>;

WordVector mean_of(const std::vector<WordVector>& words) {
    return {mean_direction(words, &WordVector::company), mean_direction(words, &WordVector::use)};
}

Result<WordVectors> WordVectors::read(std::string_view bytes) {
    static constexpr std::string_view again = "Make it again: train/vectors/make.mjs says how.";
    if (bytes.size() < header_size || !bytes.starts_with(magic))
        return refused("This is no table of word vectors.", std::string(again));
    const auto made_by = number_at<std::uint32_t>(bytes, 8);
    if (made_by != version)
        return refused(
            fmt::format("The table of word vectors has version {}; this program reads version {}.", made_by, version),
            std::string(again));
    const auto words = number_at<std::uint32_t>(bytes, 12), text = number_at<std::uint32_t>(bytes, 16),
               company = number_at<std::uint32_t>(bytes, 20), use = number_at<std::uint32_t>(bytes, 24);
    if (company != company_axes || use != use_axes)
        return refused(fmt::format("The word vectors have {} and {} axes; this program reads {} and {}.", company, use,
                                   company_axes, use_axes),
                       std::string(again));
    const auto rest = bytes.substr(header_size);
    const auto size = std::uint64_t{text} + std::uint64_t{words} * bytes_of_word;
    if (rest.size() != size)
        return refused(
            fmt::format("The table of word vectors has {} bytes instead of {}.", bytes.size(), header_size + size),
            "Copy the file again.");
    if (checksum(rest) != number_at<std::uint64_t>(bytes, 28))
        return refused("The table of word vectors is damaged: its checksum does not fit.", "Copy the file again.");
    WordVectors made;
    made.text_ = rest.substr(0, text);
    made.axes_ = rest.substr(text);
    made.begins_ = begins_of(made.text_, words);
    if (made.begins_.size() != words)
        return refused(fmt::format("The table of word vectors does not hold {} words in their order.", words),
                       std::string(again));
    return made;
}

namespace {

const Result<WordVectors>& read_shipped() {
    static const auto read = WordVectors::read(
        {pf_compiler_vectors, static_cast<std::size_t>(pf_compiler_vectors_end - pf_compiler_vectors)});
    return read;
}

}  // namespace

Result<void> WordVectors::check_shipped() {
    const auto& read = read_shipped();
    if (read) return {};
    return make_error(ErrorKind::internal, "The rule compiler's word vectors, compiled in: " + read.error().message,
                      read.error().hint);
}

const WordVectors& WordVectors::shipped() {
    if (const auto checked = check_shipped(); !checked)
        throw std::runtime_error(checked.error().message + " " + checked.error().hint);
    return *read_shipped();
}

std::optional<WordVector> WordVectors::of(std::string_view word) const {
    const auto word_at = [this](std::uint32_t begin) { return text_.substr(begin, text_.find('\n', begin) - begin); };
    const auto found =
        std::lower_bound(begins_.begin(), begins_.end(), word,
                         [&](std::uint32_t begin, std::string_view other) { return word_at(begin) < other; });
    if (found == begins_.end() || word_at(*found) != word) return std::nullopt;
    const auto packed = axes_.substr(static_cast<std::size_t>(found - begins_.begin()) * bytes_of_word, bytes_of_word);
    return WordVector{unpacked<company_axes>(packed), unpacked<use_axes>(packed.substr(company_axes / 2))};
}

}  // namespace pf::compiler
