"""The full report by DuckDB, one thread: the same rule over the same contacts, as one statement.

Prints one JSON object: version, CPU seconds of the load and of the report, bytes a row, the figures.
"""
import json
import os
import resource
import sys

import duckdb

source, watermark, rounds = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])


def cpu():
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


database = source + ".duckdb"
if os.path.exists(database):
    os.remove(database)
connection = duckdb.connect(database)
connection.execute("SET threads = 1")
begun = cpu()
connection.execute(
    f"""CREATE TABLE contact AS SELECT * FROM read_csv('{source}', header = true, columns = {{
        'number': 'UINTEGER', 'customer': 'UINTEGER', 'started': 'BIGINT', 'ended': 'BIGINT', 'family': 'UTINYINT',
        'channel': 'UTINYINT', 'claim': 'UTINYINT', 'flags': 'UTINYINT'}})"""
)
connection.execute("CHECKPOINT")
loaded = cpu() - begun
HOURS = 48 * 3_600_000
# flags: 1 transferred, 2 escalated, 4 follow-up promised, 8 excluded, 16 confirmed, 32 disputed. An excluded
# contact is in nobody's chain: it is left out before the window functions look for neighbours.
REPORT = f"""
WITH neighbours AS (
  SELECT *, max(ended) OVER before AS earlier, lead(started) OVER theirs AS later
  FROM contact WHERE flags & 8 = 0
  WINDOW theirs AS (PARTITION BY customer, family ORDER BY started, number),
         before AS (PARTITION BY customer, family ORDER BY started, number ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
), firsts AS (
  SELECT *, {watermark} - ended >= {HOURS} AS mature,
    claim = 1 AND flags & 7 = 0 AS claimed,
    later IS NOT NULL AND later - ended <= {HOURS} AS repeated
  FROM neighbours WHERE earlier IS NULL OR started - earlier > {HOURS}
)
SELECT started // 86400000 AS day, channel, family,
  count(*) AS firsts,
  count(*) FILTER (mature) AS mature,
  count(*) FILTER (mature AND claimed) AS claimed,
  count(*) FILTER (mature AND claimed AND NOT repeated AND flags & 32 = 0) AS passed,
  count(*) FILTER (NOT mature AND claimed AND NOT repeated AND flags & 32 = 0) AS pending
FROM firsts GROUP BY ALL
"""
times = []
for _ in range(rounds):
    begun = cpu()
    rows = connection.execute(REPORT).fetchall()
    times.append(cpu() - begun)
names = ("firsts", "mature", "claimed", "passed", "pending")
figures = {name: sum(row[3 + n] for row in rows) for n, name in enumerate(names)}
count = connection.execute("SELECT count(*) FROM contact").fetchone()[0]
connection.close()
print(json.dumps({
    "version": duckdb.__version__,
    "load_cpu_s": loaded,
    "report_cpu_s": min(times),
    "bytes_a_row": os.path.getsize(database) / count,
    "groups": len(rows),
    "figures": figures,
}))
os.remove(database)
