#include "intake/records.hpp"

#include "intake/record_readers.hpp"

namespace pf::intake {

std::unique_ptr<Records> open_records(const Bytes& bytes, const Format& format) {
    return format.kind == Format::Kind::json ? open_json(bytes, format) : open_delimited(bytes, format);
}

}  // namespace pf::intake
