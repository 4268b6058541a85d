// The databases that questions are asked of: those that the PG* variables name, or those of a folder of SQL files in a
// private PostgreSQL that goes with the object.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>

namespace pf::train {

class Databases {
 public:
    // `folder`: its *.sql are run, in the order of their names, and make a schema each; "": those of the PG* variables.
    // Prints what went wrong and ends the program when something does.
    explicit Databases(const std::string& folder);
    ~Databases();
    Databases(const Databases&) = delete;
    Databases& operator=(const Databases&) = delete;

    [[nodiscard]] const std::string& conninfo() const { return conninfo_; }

    // Of each schema a hash of its tables, columns, constraints and rows: equal for databases that answer every
    // question alike.
    [[nodiscard]] std::map<std::string, std::string> fingerprints(const std::set<std::string>& schemas) const;

 private:
    struct Cluster;
    std::unique_ptr<Cluster> cluster_;
    std::string conninfo_;
};

}  // namespace pf::train
