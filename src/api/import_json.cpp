#include "api/import_json.hpp"

#include <fmt/format.h>

#include "api/json_fields.hpp"
#include "api/json_writer.hpp"

namespace pf::api {
namespace {

namespace json = boost::json;

constexpr std::size_t max_name_bytes = 1'000;

std::string_view name_of(intake::DateOrder order) { return order == intake::DateOrder::day_month_year ? "dmy" : "mdy"; }

std::int64_t number(std::uint64_t value) { return static_cast<std::int64_t>(value); }

void write_error(JsonWriter& writer, const std::optional<Error>& error) {
    writer.key("error");
    if (!error) {
        writer.null();
        return;
    }
    writer.begin_object()
        .member("kind", to_string(error->kind))
        .member("message", error->message)
        .member("hint", error->hint)
        .end_object();
}

void write_format(JsonWriter& writer, const intake::Format& format) {
    const bool is_json = format.kind == intake::Format::Kind::json;
    writer.key("format")
        .begin_object()
        .member("kind", is_json ? "json" : "delimited")
        .member("encoding", to_string(format.encoding));
    writer.member("delimiter", is_json ? std::string_view() : std::string_view(&format.delimiter, 1))
        .key("header")
        .boolean(!is_json && format.header);
    writer.end_object();
}

void write_columns(JsonWriter& writer, const pitboss::Import& import) {
    writer.key("columns").begin_array();
    const auto& columns = import.analysis->columns;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        const auto& column = columns[i];
        const auto& guess = column.guess;
        writer.begin_object()
            .member("header", column.header)
            .member("name", import.names[i])
            .member("type", to_string(guess.format.type));
        writer.member("date_order", name_of(guess.format.order))
            .member("decimal", std::string_view(&guess.format.decimal, 1));
        writer.member("filled", number(guess.filled))
            .member("missing", number(guess.missing))
            .member("misfits", number(column.misfits));
        writer.member("question", guess.question).member("example", guess.example).key("chosen").boolean(column.chosen);
        writer.key("skip").boolean(column.empty).key("notes").begin_array();
        for (const auto& note : guess.notes) writer.string(note);
        writer.end_array().end_object();
    }
    writer.end_array();
}

void write_sample(JsonWriter& writer, const intake::Analysis& analysis) {
    writer.key("sample").begin_array();
    for (const auto& row : analysis.sample) {
        writer.begin_object().member("line", number(row.line)).key("cells").begin_array();
        for (const auto& cell : row.cells) cell ? writer.string(*cell) : writer.null();
        writer.end_array().end_object();
    }
    writer.end_array();
}

void write_misfits(JsonWriter& writer, const intake::Misfits& misfits) {
    writer.key("misfits").begin_object().member("rows", number(misfits.rows)).key("first").begin_array();
    for (const auto& misfit : misfits.first)
        writer.begin_object()
            .member("line", number(misfit.line))
            .member("column", misfit.column)
            .member("value", misfit.value)
            .member("reason", misfit.reason)
            .end_object();
    writer.end_array().end_object();
}

void write_import(JsonWriter& writer, const pitboss::Import& import) {
    writer.begin_object()
        .member("id", import.id)
        .member("name", import.file_name)
        .member("stage", pitboss::to_string(import.stage));
    writer.member("bytes", number(import.bytes)).member("table", import.table);
    writer.key("progress")
        .begin_object()
        .member("bytes", number(import.progress->bytes))
        .member("rows", number(import.progress->rows))
        .end_object();
    write_error(writer, import.error);
    if (import.analysis) {
        write_format(writer, import.analysis->format);
        writer.member("rows", number(import.analysis->rows));
        write_columns(writer, import);
        write_sample(writer, *import.analysis);
        write_misfits(writer, import.misfits);
    }
    if (import.outcome)
        writer.key("outcome")
            .begin_object()
            .member("table", import.outcome->table)
            .member("mode", pitboss::to_string(import.outcome->mode))
            .member("rows", import.outcome->rows)
            .end_object();
    writer.end_object();
}

Error bad(std::string message) { return make_error(ErrorKind::invalid_request, std::move(message)); }

// "" when it is left out.
Result<std::string> short_text(const json::object& object, std::string_view field) {
    if (!find_field(object, field)) return std::string();
    return text_field(object, field, max_name_bytes);
}

Result<std::optional<bool>> truth(const json::object& object, std::string_view field) {
    const auto* value = find_field(object, field);
    if (!value) return std::optional<bool>();
    if (!value->is_bool()) return bad(fmt::format("{} must be true or false.", field));
    return std::optional<bool>(value->get_bool());
}

Result<intake::CellFormat> decode_cell_format(const json::object& object) {
    intake::CellFormat format;
    const auto type = short_text(object, "type"), order = short_text(object, "date_order"),
               decimal = short_text(object, "decimal");
    for (const auto* text : {&type, &order, &decimal})
        if (!*text) return text->error();
    const auto known = intake::type_named(*type);
    if (!known) return bad("type must be text, boolean, bigint, numeric, date, timestamp, timestamptz or time.");
    format.type = *known;
    if (!order->empty() && *order != "dmy" && *order != "mdy") return bad("date_order must be \"dmy\" or \"mdy\".");
    if (*order == "mdy") format.order = intake::DateOrder::month_day_year;
    if (!decimal->empty() && *decimal != "." && *decimal != ",") return bad("decimal must be \".\" or \",\".");
    if (*decimal == ",") format.decimal = ',';
    return format;
}

// The entries of `columns`; none when it is left out.
Result<const json::array*> columns_field(const json::object& object) {
    const auto* value = find_field(object, "columns");
    if (!value) return static_cast<const json::array*>(nullptr);
    if (!value->is_array()) return bad("columns must be an array.");
    if (value->get_array().size() > intake::max_columns)
        return bad(fmt::format("columns has more than {} entries.", intake::max_columns));
    return &value->get_array();
}

}  // namespace

std::string encode_import(const pitboss::Import& import) {
    std::string text;
    JsonWriter writer(text);
    write_import(writer, import);
    return text;
}

std::string encode_imports(const pitboss::Imports& imports, const std::vector<pitboss::RelationInfo>& tables) {
    std::string text;
    JsonWriter writer(text);
    const std::string why = imports.unavailable();
    writer.begin_object().key("available").boolean(why.empty()).member("reason", why);
    writer.member("max_bytes", number(imports.settings().max_bytes)).key("imports").begin_array();
    for (const auto& import : imports.all()) write_import(writer, *import);
    writer.end_array().key("tables").begin_array();
    for (const auto& table : tables) {
        writer.begin_object().member("name", table.name).member("description", table.description).key("rows");
        table.rows ? writer.number(*table.rows) : writer.null();
        writer.key("columns").begin_array();
        for (const auto& column : table.columns)
            writer.begin_object().member("name", column.name).member("type", column.type).end_object();
        writer.end_array().end_object();
    }
    writer.end_array().end_object();
    return text;
}

Result<ImportChoice> decode_import_choice(std::string_view body) {
    const auto object = parse_json_object(body, "The body");
    if (!object) return object.error();
    ImportChoice choice;
    const auto kind = short_text(*object, "kind"), encoding = short_text(*object, "encoding"),
               delimiter = short_text(*object, "delimiter");
    for (const auto* text : {&kind, &encoding, &delimiter})
        if (!*text) return text->error();
    if (!kind->empty() && *kind != "delimited" && *kind != "json")
        return bad("kind must be \"delimited\" or \"json\".");
    if (!kind->empty())
        choice.format.kind = *kind == "json" ? intake::Format::Kind::json : intake::Format::Kind::delimited;
    if (!encoding->empty()) {
        choice.format.encoding = intake::encoding_named(*encoding);
        if (!choice.format.encoding)
            return bad("encoding must be utf-8, utf-16le, utf-16be, windows-1252 or iso-8859-1.");
    }
    if (!delimiter->empty()) {
        const char c = (*delimiter)[0];
        if (delimiter->size() != 1 || c == '"' || c == '\r' || c == '\n' || static_cast<unsigned char>(c) >= 0x80)
            return bad("delimiter must be one ASCII character, no quote and no line end.");
        choice.format.delimiter = c;
    }
    const auto header = truth(*object, "header");
    if (!header) return header.error();
    choice.format.header = *header;
    const auto columns = columns_field(*object);
    if (!columns) return columns.error();
    if (!*columns) return choice;
    for (const auto& entry : **columns) {
        auto& type = choice.types.emplace_back();
        if (entry.is_null()) continue;
        if (!entry.is_object()) return bad("An entry of columns must be an object or null.");
        const auto format = decode_cell_format(entry.get_object());
        if (!format) return format.error();
        type = *format;
    }
    return choice;
}

Result<pitboss::ImportOrder> decode_import_order(std::string_view body) {
    const auto object = parse_json_object(body, "The body");
    if (!object) return object.error();
    pitboss::ImportOrder order;
    auto table = text_field(*object, "table", max_name_bytes);
    if (!table) return table.error();
    order.table = std::move(*table);
    const auto mode = short_text(*object, "mode");
    if (!mode) return mode.error();
    if (!mode->empty()) {
        const auto known = pitboss::import_mode_named(*mode);
        if (!known) return bad("mode must be \"create\", \"append\" or \"replace\".");
        order.mode = *known;
    }
    const auto leave_out = truth(*object, "leave_out");
    if (!leave_out) return leave_out.error();
    order.leave_out = leave_out->value_or(false);
    const auto columns = columns_field(*object);
    if (!columns) return columns.error();
    if (!*columns) return order;
    order.columns.emplace();
    for (const auto& entry : **columns) {
        if (!entry.is_object()) return bad("An entry of columns must be an object.");
        auto name = text_field(entry.get_object(), "name", max_name_bytes);
        if (!name) return name.error();
        const auto format = decode_cell_format(entry.get_object());
        if (!format) return format.error();
        const auto skip = truth(entry.get_object(), "skip");
        if (!skip) return skip.error();
        order.columns->push_back({std::move(*name), *format, skip->value_or(false)});
    }
    return order;
}

}  // namespace pf::api
