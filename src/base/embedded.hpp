// Files compiled into the program (CMakeLists.txt, pf_embed): migrations, sample data, prompts, the default model, the
// web app, the contract of the HTTP routes.
#pragma once

#include <span>
#include <string_view>
#include <vector>

namespace pf {

enum class Group { migrations, sample, prompts, model, web, contract };

struct EmbeddedFile {
    std::string_view path;  // below the group's folder, with forward slashes
    std::string_view bytes;
};

// The group's files, sorted by path; empty when the program was built without them.
[[nodiscard]] std::vector<EmbeddedFile> embedded_files(Group group);

namespace detail {
struct EmbeddedRange {
    const char* path;
    const char* begin;
    const char* end;
};
extern const EmbeddedRange embedded_migrations[];
extern const EmbeddedRange embedded_sample[];
extern const EmbeddedRange embedded_prompts[];
extern const EmbeddedRange embedded_model[];
extern const EmbeddedRange embedded_web[];
extern const EmbeddedRange embedded_contract[];
}  // namespace detail

}  // namespace pf
