// The one translation unit that compiles the sources of Beast (BOOST_BEAST_SEPARATE_COMPILATION) and of Asio's TLS.
#include <boost/asio/ssl/impl/src.hpp>
#include <boost/beast/src.hpp>
