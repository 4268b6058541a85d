// The one translation unit that compiles Beast's sources (BOOST_BEAST_SEPARATE_COMPILATION).
#include <boost/beast/src.hpp>
