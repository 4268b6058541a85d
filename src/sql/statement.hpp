// Statement: SQL text that may be sent to a database. It can be put together only from literals in the program's
// source, quoted names, quoted values, files compiled into the program, and GuardedSql; nothing else converts to it.
#pragma once

#include <string>
#include <string_view>

#include "base/embedded.hpp"
#include "sql/guarded_sql.hpp"
#include "sql/identifier.hpp"

namespace pf::sql {

// A string literal of the program's source; consteval keeps run-time text out.
struct Literal {
    consteval Literal(const char* source) : text(source) {}  // NOLINT(google-explicit-constructor)
    std::string_view text;
};

class Statement {
 public:
    Statement() = default;
    Statement(Literal literal) : text_(literal.text) {}  // NOLINT(google-explicit-constructor)

    Statement& literal(Literal piece) {
        text_ += piece.text;
        return *this;
    }
    Statement& name(std::string_view identifier) {
        text_ += quote_identifier(identifier);
        return *this;
    }
    Statement& name(std::string_view schema, std::string_view identifier) {
        return name(schema).literal(".").name(identifier);
    }
    Statement& value(std::string_view text) {
        text_ += quote_literal(text);
        return *this;
    }
    Statement& number(long long number) {
        text_ += std::to_string(number);
        return *this;
    }
    Statement& guarded(const GuardedSql& query) {
        text_ += query.text();
        generated_ = true;
        return *this;
    }
    Statement& append(const Statement& other) {
        text_ += other.text_;
        generated_ = generated_ || other.generated_;
        return *this;
    }
    // A migration or sample file compiled into the program (base/embedded.hpp).
    static Statement file(const EmbeddedFile& file) {
        Statement made;
        made.text_ = file.bytes;
        return made;
    }

    [[nodiscard]] const std::string& text() const { return text_; }
    [[nodiscard]] bool empty() const { return text_.empty(); }
    // Whether something in it was not written in the program: what is wrong with it may be that.
    [[nodiscard]] bool generated() const { return generated_; }

 private:
    std::string text_;
    bool generated_ = false;
};

}  // namespace pf::sql
