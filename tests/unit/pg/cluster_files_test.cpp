#include "pg/cluster_files.hpp"

#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <iterator>

namespace pf::pg {
namespace {

namespace fs = std::filesystem;

class ClusterFiles : public ::testing::Test {
 protected:
    ClusterFiles() {
        std::string name = "/tmp/pf-files-XXXXXX";
        if (::mkdtemp(name.data())) folder_ = name;
        self_.uid = ::geteuid();
        self_.gid = ::getegid();
        self_.name = "me";
    }
    ~ClusterFiles() override { fs::remove_all(folder_); }

    static std::string text_of(const fs::path& path) {
        std::ifstream in(path);
        return {std::istreambuf_iterator<char>(in), {}};
    }
    static mode_t mode_of(const fs::path& path) {
        struct stat found {};
        ::lstat(path.c_str(), &found);
        return found.st_mode & 07777;
    }
    ClusterConfig config() const {
        ClusterConfig made;
        made.folder = folder_;
        made.sockets = folder_ / "run";
        made.title = "title";
        made.client = "somebody";
        return made;
    }

    fs::path folder_;
    OsAccount self_;
};

TEST_F(ClusterFiles, NoTcpPortAndOnlyPeersOnTheSocket) {
    ASSERT_TRUE(write_config(config()));
    const std::string conf = text_of(folder_ / "postgresql.conf");
    EXPECT_NE(conf.find("listen_addresses = ''\n"), std::string::npos);
    EXPECT_NE(conf.find("unix_socket_permissions = 0700\n"), std::string::npos);
    EXPECT_EQ(conf.find("fsync"), std::string::npos);  // stays on
    const std::string hba = text_of(folder_ / "pg_hba.conf");
    EXPECT_EQ(hba.find("host"), std::string::npos);
    EXPECT_EQ(hba.find("trust"), std::string::npos);
    EXPECT_EQ(hba.find("all"), std::string::npos);
    EXPECT_NE(text_of(folder_ / "pg_ident.conf").find("pattern_factory  \"somebody\"  pf_rule\n"), std::string::npos);
}

TEST_F(ClusterFiles, PathsWithQuotesStayOneSetting) {
    auto made = config();
    made.sockets = "/tmp/it's\\here";
    ASSERT_TRUE(write_config(made));
    EXPECT_NE(text_of(folder_ / "postgresql.conf").find("unix_socket_directories = '/tmp/it''s\\\\here'\n"),
              std::string::npos);
}

TEST_F(ClusterFiles, AUserNameThatWouldForgeAMapLineIsRefused) {
    for (const char* name : {"a\"b", "a\nb", "/regular-expression"}) {
        auto made = config();
        made.client = name;
        EXPECT_FALSE(write_config(made)) << name;
    }
}

TEST_F(ClusterFiles, SecondLockIsRefusedAndNamesTheFolder) {
    auto first = FolderLock::take(folder_);
    ASSERT_TRUE(first);
    auto second = FolderLock::take(folder_);
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().kind, ErrorKind::unavailable);
    EXPECT_NE(second.error().message.find(folder_.string()), std::string::npos);
    EXPECT_NE(second.error().message.find(std::to_string(::getpid())), std::string::npos);
    { const FolderLock released = std::move(*first); }
    EXPECT_TRUE(FolderLock::take(folder_));
}

TEST_F(ClusterFiles, SocketsLieBelowTheDataFolderWhenItsPathIsShort) {
    const auto made = prepare_socket_dir(folder_, self_);
    ASSERT_TRUE(made);
    EXPECT_EQ(*made, folder_ / "run");
    EXPECT_EQ(mode_of(*made), 0700u);
}

TEST_F(ClusterFiles, SocketsOfALongPathLieInAShortPrivateFolder) {
    const fs::path data_dir = folder_ / std::string(120, 'x');
    fs::create_directories(data_dir);
    const auto made = prepare_socket_dir(data_dir, self_);
    ASSERT_TRUE(made);
    EXPECT_LE(made->string().size() + std::string("/.s.PGSQL.5432").size(), 107u);
    EXPECT_EQ(mode_of(*made), 0700u);
    EXPECT_EQ(*made, *prepare_socket_dir(data_dir, self_));
    fs::remove(*made);
}

TEST_F(ClusterFiles, AFolderThatIsALinkIsNotUsed) {
    fs::create_directory(folder_ / "real");
    fs::create_directory_symlink(folder_ / "real", folder_ / "run");
    const auto made = make_folder(folder_ / "run", 0700, self_);
    ASSERT_FALSE(made);
    EXPECT_NE(made.error().message.find("no folder"), std::string::npos);
}

TEST_F(ClusterFiles, AFolderOfAnotherUserIsNotUsed) {
    OsAccount other = self_;
    other.uid = 4242;
    if (::geteuid() == 0) {
        fs::create_directory(folder_ / "theirs");
        ASSERT_EQ(::chown((folder_ / "theirs").c_str(), 4243, 4243), 0);
        EXPECT_FALSE(make_folder(folder_ / "theirs", 0700, other));
    } else {
        EXPECT_FALSE(make_folder("/", 0700, self_));
    }
}

TEST_F(ClusterFiles, FolderModesAreTightenedAgain) {
    fs::create_directory(folder_ / "run");
    fs::permissions(folder_ / "run", fs::perms(0777));
    ASSERT_TRUE(make_folder(folder_ / "run", 0700, self_));
    EXPECT_EQ(mode_of(folder_ / "run"), 0700u);
}

TEST_F(ClusterFiles, DataOfAVersionThatIsNotInstalledNamesIt) {
    fs::create_directory(folder_ / "pg8");
    std::ofstream(folder_ / "pg8" / "PG_VERSION") << "8\n";
    const auto chosen = choose_installation(folder_);
    ASSERT_FALSE(chosen);
    EXPECT_EQ(chosen.error().kind, ErrorKind::unavailable);
    EXPECT_NE(chosen.error().message.find("pg8"), std::string::npos);
    EXPECT_NE(chosen.error().hint.find("postgresql-8"), std::string::npos);
}

TEST_F(ClusterFiles, AnEmptyFolderTakesTheNewestInstallation) {
    const auto chosen = choose_installation(folder_);
    ASSERT_TRUE(chosen);
    EXPECT_GE(chosen->major, 14);
    EXPECT_EQ(::access((chosen->binaries / "initdb").c_str(), X_OK), 0);
}

TEST_F(ClusterFiles, AFileInPlaceOfTheDataFolderIsUnavailable) {
    std::ofstream(folder_ / "file") << "x";
    const auto prepared = prepare_data_dir(folder_ / "file" / "below", self_);
    ASSERT_FALSE(prepared);
    EXPECT_EQ(prepared.error().kind, ErrorKind::unavailable);
}

}  // namespace
}  // namespace pf::pg
