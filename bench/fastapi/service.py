#!/usr/bin/python3
"""The product's loop written the usual way, to measure the product against: FastAPI, asyncpg, a model call, and then one
statement after the other, each committed by itself. See README.md; not part of the product.

    /usr/bin/python3 bench/fastapi/service.py --port 8001 --database postgresql:///shop
"""
import argparse
import csv
import datetime
import decimal
import io
import json
import re
import time
from contextlib import asynccontextmanager

import asyncpg
import uvicorn
from fastapi import FastAPI, HTTPException, Query, Request, WebSocket, WebSocketDisconnect
from fastapi.responses import JSONResponse, StreamingResponse

REGISTRY = """
CREATE SCHEMA IF NOT EXISTS fastapi_bench;
CREATE TABLE IF NOT EXISTS fastapi_bench.rules (
    rule_id text PRIMARY KEY, name text NOT NULL, sentence text NOT NULL, sql text NOT NULL,
    updated_at timestamptz NOT NULL DEFAULT now());
CREATE TABLE IF NOT EXISTS fastapi_bench.views (
    view text PRIMARY KEY, rule_id text NOT NULL, row_count bigint NOT NULL,
    updated_at timestamptz NOT NULL DEFAULT now());
"""


class StubModel:
    """Answers at once, whatever it is asked: what is measured is the service, not a model."""

    async def complete(self, messages):
        return {"choices": [{"message": {"role": "assistant", "content": "```sql\nSELECT * FROM patterns\n```"}}]}


def timestamp():
    return datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def snake(text):
    return re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_") or "rule"


def view_name(sentence, rule_id):
    return f"rule_{snake(sentence)}_{snake(rule_id.removeprefix('rule_'))}"[:63]


def quoted(identifier):
    return '"' + identifier.replace('"', '""') + '"'


def relation(view):
    return "fastapi_bench." + quoted(view)


def frame(kind, **fields):
    return json.dumps({"type": kind, **fields, "timestamp": timestamp()}, separators=(",", ":"), ensure_ascii=False)


def plain(value):
    if isinstance(value, decimal.Decimal):
        return float(value)
    if isinstance(value, (datetime.date, datetime.datetime)):
        return value.isoformat()
    return value


async def ask_model(model, sentence):
    reply = await model.complete([
        {"role": "system", "content": "Write one PostgreSQL SELECT for the sentence."},
        {"role": "user", "content": sentence},
    ])
    content = reply["choices"][0]["message"]["content"]
    fenced = re.search(r"```(?:sql)?\s*(.*?)```", content, re.DOTALL)
    sql = (fenced[1] if fenced else content).strip().rstrip(";")
    if not re.match(r"(?i)(select|with)\b", sql):
        raise ValueError("Invalid SQL generated")
    return sql


async def run_rule(pool, model, sentence, rule_id):
    sql = await ask_model(model, sentence)
    name, view = snake(sentence), view_name(sentence, rule_id)
    async with pool.acquire() as connection:
        await connection.execute(f"DROP MATERIALIZED VIEW IF EXISTS {relation(view)}")
        await connection.execute(f"CREATE MATERIALIZED VIEW {relation(view)} AS {sql}")
        rows = await connection.fetchval(f"SELECT count(*) FROM {relation(view)}")
        await connection.execute(
            "INSERT INTO fastapi_bench.rules (rule_id, name, sentence, sql) VALUES ($1, $2, $3, $4) "
            "ON CONFLICT (rule_id) DO UPDATE SET name = $2, sentence = $3, sql = $4, updated_at = now()",
            rule_id, name, sentence, sql)
        await connection.execute(
            "INSERT INTO fastapi_bench.views (view, rule_id, row_count) VALUES ($1, $2, $3) "
            "ON CONFLICT (view) DO UPDATE SET rule_id = $2, row_count = $3, updated_at = now()",
            view, rule_id, rows)
    return name, view, rows


def make_app(database, pool_size):
    @asynccontextmanager
    async def connected():
        app.state.pool = await asyncpg.create_pool(database, min_size=pool_size, max_size=pool_size)
        await app.state.pool.execute(REGISTRY)
        app.state.model = StubModel()
        yield
        await app.state.pool.close()

    app = FastAPI(title="The usual way")
    lifetime = connected()
    app.add_event_handler("startup", lifetime.__aenter__)

    @app.on_event("shutdown")
    async def close():
        await lifetime.__aexit__(None, None, None)

    @app.get("/")
    async def root():
        return {"status": "ok", "message": "The usual way", "timestamp": timestamp()}

    @app.websocket("/ws")
    async def session(socket: WebSocket):
        await socket.accept()
        await socket.send_text(frame("hello", server="fastapi"))
        try:
            while True:
                request = json.loads(await socket.receive_text())
                if request.get("type") != "run_rule":
                    await socket.send_text(frame("error", message="unknown type"))
                    continue
                sentence, rule_id = request["rule_code"], request["rule_id"]
                try:
                    name, view, rows = await run_rule(app.state.pool, app.state.model, sentence, rule_id)
                except (asyncpg.PostgresError, ValueError) as error:
                    await socket.send_text(frame("error", rule=snake(sentence), message=str(error)))
                    continue
                message = f"Rule {name} → {rows} row{'' if rows == 1 else 's'} → {view}"
                await socket.send_text(frame("rule_result", message=message, rule_id=rule_id, view=view, rows=rows))
        except WebSocketDisconnect:
            pass

    async def known(view):
        total = await app.state.pool.fetchval("SELECT row_count FROM fastapi_bench.views WHERE view = $1", view)
        if total is None:
            raise HTTPException(404, f"There is no view {view}")
        return total

    @app.get("/api/views/{view}.csv")
    async def view_csv(view: str, request: Request):
        await known(view)

        async def lines():
            async with app.state.pool.acquire() as connection, connection.transaction():
                query = await connection.prepare(f"SELECT * FROM {relation(view)}")
                buffer = io.StringIO()
                writer = csv.writer(buffer)
                writer.writerow([attribute.name for attribute in query.get_attributes()])
                async for row in query.cursor(prefetch=1000):
                    writer.writerow(row)
                    if buffer.tell() > 65536:
                        yield buffer.getvalue()
                        buffer.seek(0)
                        buffer.truncate()
                yield buffer.getvalue()

        headers = {"Content-Disposition": f'attachment; filename="{view}.csv"'}
        return StreamingResponse(lines(), media_type="text/csv", headers=headers)

    @app.get("/api/views/{view}")
    async def view_page(view: str, limit: int = Query(100, ge=1, le=1000), offset: int = Query(0, ge=0)):
        began = time.perf_counter()
        total = await known(view)
        async with app.state.pool.acquire() as connection:
            query = await connection.prepare(f"SELECT * FROM {relation(view)} LIMIT $1 OFFSET $2")
            rows = await query.fetch(limit, offset)
            columns = [{"name": a.name, "type": a.type.name} for a in query.get_attributes()]
        return JSONResponse({
            "columns": columns, "rows": [[plain(value) for value in row] for row in rows], "total": total,
            "elapsed_ms": 1000 * (time.perf_counter() - began)})

    return app


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8001)
    parser.add_argument("--database", help="a postgresql:// URL; default: PGHOST and its like")
    parser.add_argument("--pool", type=int, default=10, help="connections to the database (default 10)")
    args = parser.parse_args()
    uvicorn.run(make_app(args.database, args.pool), host=args.host, port=args.port, log_level="warning")


if __name__ == "__main__":
    main()
