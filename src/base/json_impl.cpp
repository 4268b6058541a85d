// The one translation unit that compiles Boost.JSON's sources; every part that reads or writes JSON links it through
// base.
#include <boost/json/src.hpp>
