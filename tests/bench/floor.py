"""The floor: a bare Flask route that does one psycopg INSERT and commits, on the same web server and database."""
import json
import os

from flask import Flask, request
from psycopg_pool import ConnectionPool

from shared.ids import new_id
from shared.settings import Settings
from shared.web.server import serve


def wsgi() -> Flask:
    """Make the bare app; MINYI_BENCH_DSN names the database, which has the table ``floor``."""
    app = Flask("floor")
    pool = ConnectionPool(os.environ["MINYI_BENCH_DSN"], min_size=4, max_size=16, open=True)

    @app.post("/floor")
    def keep() -> tuple[dict[str, str], int]:
        body = request.get_json()
        with pool.connection() as connection:
            connection.execute("INSERT INTO floor (id, body) VALUES (%s, %s)", (body["id"], json.dumps(body)))
        return {"id": body["id"]}, 201

    @app.post("/floor/form")
    def keep_form() -> tuple[str, int]:
        body = request.files["xml_submission_file"].read().decode()
        with pool.connection() as connection:
            connection.execute("INSERT INTO floor (id, body) VALUES (%s, %s)", (new_id(), body))
        return "", 201

    return app


if __name__ == "__main__":
    serve("tests.bench.floor:wsgi", Settings.read("intake", os.environ))
