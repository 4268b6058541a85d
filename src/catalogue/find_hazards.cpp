#include "catalogue/find_hazards.hpp"

#include <cassert>
#include <utility>
#include <vector>

#include "catalogue/rollback.hpp"

namespace pf::catalogue {
namespace {

// pg_depend does not hold what is built in, so the calls are read from the trees themselves (PostgreSQL's outfuncs.c):
// :funcid and its like are functions, :opno operators, :relid relations, :resulttype the domains of casts. Text bodies
// are searched for words: what is found wrongly is allowed by name. 16384 is the first oid that is not built in.
constexpr sql::Literal hazards = R"sql(
WITH RECURSIVE trees AS (
  SELECT 'pg_class'::regclass AS class, r.ev_class AS id, r.ev_action::text AS tree
  FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class
  WHERE r.ev_type = '1' AND c.relkind = 'v' AND c.oid >= 16384
  UNION ALL
  SELECT 'pg_class'::regclass, polrelid, polqual::text FROM pg_policy WHERE polcmd IN ('*', 'r') AND polqual IS NOT NULL
  UNION ALL
  SELECT 'pg_type'::regclass, contypid, conbin::text FROM pg_constraint
  WHERE contypid <> 0 AND conbin IS NOT NULL AND oid >= 16384
  UNION ALL
  SELECT 'pg_proc'::regclass, oid, prosqlbody::text FROM pg_proc WHERE prosqlbody IS NOT NULL AND oid >= 16384
), mentions AS (
  SELECT DISTINCT t.class, t.id, m[1] AS field, m[2]::oid AS other
  FROM trees t, regexp_matches(t.tree,
    ':(funcid|opfuncid|aggfnoid|winfnoid|opno|eqop|sortop|relid|resulttype) (\d+)', 'g') AS m
), links AS (
  SELECT class, id, 'pg_class'::regclass AS to_class, other AS to_id FROM mentions WHERE field = 'relid' AND other >= 16384
  UNION
  SELECT class, id, 'pg_type'::regclass, other FROM mentions WHERE field = 'resulttype' AND other >= 16384
  UNION
  SELECT class, id, 'pg_proc'::regclass, other FROM mentions
  WHERE field IN ('funcid', 'opfuncid', 'aggfnoid', 'winfnoid')
  UNION
  SELECT m.class, m.id, 'pg_proc'::regclass, o.oprcode FROM mentions m JOIN pg_operator o ON o.oid = m.other
  WHERE m.field IN ('opno', 'eqop', 'sortop') AND m.other >= 16384
  UNION
  SELECT 'pg_proc'::regclass, a.aggfnoid, 'pg_proc'::regclass, f
  FROM pg_aggregate a, unnest(ARRAY[a.aggtransfn::oid, a.aggfinalfn, a.aggcombinefn, a.aggmtransfn, a.aggminvtransfn,
    a.aggmfinalfn]) AS f
  WHERE a.aggfnoid::oid >= 16384 AND f <> 0
), functions AS (
  SELECT p.oid, p.proname, p.prokind, p.provolatile, p.prosecdef, p.prosrc, l.lanname, l.lanpltrusted,
    EXISTS (SELECT FROM pg_depend d
      WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e') AS of_extension
  FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang WHERE p.prokind <> 'p'
), judged AS (
  SELECT *, CASE
    WHEN prokind = 'a' THEN NULL
    WHEN oid < 16384 THEN CASE WHEN provolatile = 'v'
      AND proname NOT IN ('random', 'clock_timestamp', 'timeofday', 'gen_random_uuid') THEN 'may change data (VOLATILE)' END
    WHEN prosecdef THEN 'runs with its owner''s rights (SECURITY DEFINER)'
    WHEN provolatile = 'v' THEN 'may change data (VOLATILE)'
    WHEN of_extension THEN NULL
    WHEN NOT lanpltrusted AND lanname <> 'sql' THEN 'is written in an untrusted language'
    WHEN prosrc ~* '\m(insert|update|delete|merge|truncate|execute|copy|create|alter|drop|grant|nextval|setval|set_config|pg_notify|dblink\w*|lo_\w+|pg_sleep\w*|pg_read_\w+|pg_advisory\w*|pg_\w+_backend\w*|pg_logical\w*|\w+_to_xml\w*)\M'
      THEN 'has statements that may change data' END AS why
  FROM functions
), spoken AS (
  -- What a body of text may call or read, by its name in it.
  SELECT 'pg_proc'::regclass AS class, oid AS id, proname AS name FROM functions WHERE oid >= 16384 AND NOT of_extension
  UNION ALL
  SELECT 'pg_class'::regclass, c.oid, c.relname FROM pg_class c
  WHERE c.oid IN (SELECT id FROM trees WHERE class = 'pg_class'::regclass)
), reached AS (
  SELECT DISTINCT id AS relation, class, id FROM trees WHERE class = 'pg_class'::regclass
  UNION
  SELECT r.relation, x.class, x.id FROM reached r CROSS JOIN LATERAL (
    SELECT l.to_class AS class, l.to_id AS id FROM links l WHERE l.class = r.class AND l.id = r.id
    UNION ALL
    SELECT s.class, s.id FROM functions f JOIN spoken s ON strpos(lower(f.prosrc), lower(s.name)) > 0
      AND f.prosrc ~* ('\m' || regexp_replace(s.name, '(\W)', '\\\1', 'g') || '\M')
    WHERE r.class = 'pg_proc'::regclass AND f.oid = r.id AND f.oid >= 16384 AND NOT f.of_extension
      AND f.lanname NOT IN ('c', 'internal')
  ) AS x
)
SELECT r.relation, min('reading it calls ' || j.oid::regprocedure::text || ', which ' || j.why || '.')
FROM reached r JOIN judged j ON r.class = 'pg_proc'::regclass AND j.oid = r.id WHERE j.why IS NOT NULL
GROUP BY r.relation)sql";

}  // namespace

Task<Result<std::unordered_map<std::int64_t, std::string>>> find_hazards(pg::Connection& connection,
                                                                         Deadline deadline) {
    assert(!connection.in_transaction());
    std::vector<pg::Query> queries;
    queries.emplace_back(sql::Literal("BEGIN READ ONLY"));
    queries.emplace_back(sql::Literal("SET LOCAL jit = off"));
    queries.emplace_back(hazards);
    queries.emplace_back(sql::Literal("COMMIT"));
    auto results = co_await connection.pipeline(std::move(queries), deadline);
    if (!results) {
        if (results.error().kind != ErrorKind::cancelled) co_await roll_back(connection, deadline);
        co_return results.error();
    }
    std::unordered_map<std::int64_t, std::string> found;
    const auto& rows = (*results)[2];
    for (int row = 0; row < rows.size(); ++row) found.emplace(rows.integer(row, 0), std::string(rows.text(row, 1)));
    co_return found;
}

}  // namespace pf::catalogue
