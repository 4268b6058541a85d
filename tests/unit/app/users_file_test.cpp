#include "app/users_file.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdlib>
#include <fstream>

namespace pf::app {
namespace {

using api::token_hash;
using api::User;

class Folder {
 public:
    Folder() {
        char name[] = "/tmp/pf-users-XXXXXX";
        path_ = ::mkdtemp(name);
    }
    ~Folder() { std::filesystem::remove_all(path_); }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    [[nodiscard]] std::filesystem::path file() const { return path_ / "users.yaml"; }

 private:
    std::filesystem::path path_;
};

const std::vector<User> people = {
    {"Ana \"A\" \\ Ü", Role::admin, {{"1f0c7e9a", "laptop: new", token_hash("x"), "2026-01-31T10:00:00.000Z"}}},
    {"Ben",
     Role::reader,
     {{"5b1f0c7e", "", token_hash("y"), "", std::chrono::sys_days(std::chrono::year(2027) / 2 / 28)}}},
    {"Cleo", Role::author, {}}};

TEST(UsersFile, SaysWhatWasWritten) {
    auto labelled = people;
    labelled[1].tokens[0].label = "#tool";
    const auto read = parse_users(write_users(labelled), "users.yaml");
    ASSERT_TRUE(read) << read.error().message;
    ASSERT_EQ(read->size(), 3u);
    EXPECT_EQ((*read)[0].name, labelled[0].name);
    EXPECT_EQ((*read)[0].tokens[0].label, "laptop: new");
    EXPECT_EQ((*read)[1].tokens[0].hash, token_hash("y"));
    EXPECT_EQ((*read)[1].tokens[0].last_day, labelled[1].tokens[0].last_day);
    EXPECT_EQ((*read)[2].role, Role::author);
    EXPECT_TRUE(parse_users("", "users.yaml")->empty());
    EXPECT_TRUE(parse_users("users:\n", "users.yaml")->empty());
}

TEST(UsersFile, NamesTheLineThatIsWrong) {
    const std::string token = "\n    tokens:\n      - {id: a, label: b, made: c, hash: " + token_hash("x");
    for (const auto& [text, error] : std::vector<std::pair<std::string, std::string>>{
             {"people: []", "f:1: people is not known here"},
             {"users: ana", "f:1: users must be a list"},
             {"users:\n  - name: ana\n    role: boss", "f:2: role must be reader, author or admin"},
             {"users:\n  - name: ana", "f:2: role is missing"},
             {"users:\n  - role: reader", "f:2: name is missing"},
             {"users:\n  - {name: ana, role: reader, hash: x}", "f:2: hash is not known here"},
             {"users:\n  - {name: ' ana', role: reader}",
              "f:2: name must be 1 to 100 bytes that show, without spaces at its ends"},
             {"users:\n  - {name: \"a\\u200bna\", role: reader}",
              "f:2: name must be 1 to 100 bytes that show, without spaces at its ends"},
             {"users:\n  - {name: ana, role: reader}\n  - {name: ANA, role: admin}", "f:3: there are two users ANA"},
             {"users:\n  - name: ana\n    role: reader\n    tokens:\n      - {id: a, label: b, made: c, hash: xyz}",
              "f:5: hash must be 64 hexadecimal digits, as pattern-factory token create writes them"},
             {"users:\n  - name: ana\n    role: reader" + token + ", expires: 2027-02-30}",
              "f:5: expires must be a day: 2027-01-31"},
             {"users:\n  - name: ana\n    role: reader" + token +
                  "}\n      - {id: a, label: b, made: c, hash: " + token_hash("z") + "}",
              "f:6: there are two tokens a"}}) {
        const auto read = parse_users(text, "f");
        ASSERT_FALSE(read) << text;
        EXPECT_EQ(read.error().message, error) << text;
    }
}

TEST(UsersFile, IsForItsOwnerAlone) {
    const Folder folder;
    EXPECT_FALSE(read_users(folder.file())) << "it is not there";
    ASSERT_TRUE(change_users(folder.file(), [](auto& users) -> Result<void> {
        users.push_back({"Ana", Role::admin, {}});
        return {};
    }));
    struct stat state {};
    ASSERT_EQ(::stat(folder.file().c_str(), &state), 0);
    EXPECT_EQ(state.st_mode & 0777, 0600u);
    EXPECT_EQ(read_users(folder.file())->size(), 1u);
    for (const mode_t mode : {0640, 0604, 0620}) {
        ::chmod(folder.file().c_str(), mode);
        const auto read = read_users(folder.file());
        ASSERT_FALSE(read);
        EXPECT_NE(read.error().message.find("may be read or written by others"), std::string::npos);
    }
}

TEST(UsersFile, StaysWholeWhenAChangeFails) {
    const Folder folder;
    ASSERT_TRUE(change_users(folder.file(), [](auto& users) -> Result<void> {
        users = people;
        users[1].tokens.clear();
        return {};
    }));
    EXPECT_FALSE(change_users(folder.file(), [](auto& users) -> Result<void> {
        users.clear();
        return make_error(ErrorKind::invalid_request, "no");
    }));
    EXPECT_FALSE(change_users(folder.file(), [](auto& users) -> Result<void> {
        users.push_back({"ben", Role::admin, {}});
        return {};
    })) << "the name is taken";
    EXPECT_EQ(read_users(folder.file())->size(), 3u);
    std::size_t files = 0;
    for ([[maybe_unused]] const auto& each : std::filesystem::directory_iterator(folder.file().parent_path())) ++files;
    EXPECT_EQ(files, 1u);
}

}  // namespace
}  // namespace pf::app
