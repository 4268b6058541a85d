#include "base/embedded.hpp"

namespace pf {
namespace {

const detail::EmbeddedRange* table_of(Group group) {
    switch (group) {
        case Group::migrations: return detail::embedded_migrations;
        case Group::sample: return detail::embedded_sample;
        case Group::prompts: return detail::embedded_prompts;
        case Group::model: return detail::embedded_model;
        case Group::web: return detail::embedded_web;
        case Group::contract: return detail::embedded_contract;
    }
    return detail::embedded_web;
}

}  // namespace

std::vector<EmbeddedFile> embedded_files(Group group) {
    std::vector<EmbeddedFile> files;
    for (const auto* range = table_of(group); range->path; ++range)
        files.push_back({range->path, {range->begin, static_cast<std::size_t>(range->end - range->begin)}});
    return files;
}

}  // namespace pf
