"""What the databases of a town hold, asked as their administrator."""
from typing import Any

import psycopg

from tests.live.town import Town

IDS = {"intake": "SELECT id FROM opinions", "review": "SELECT opinion_id FROM opinions",
       "reports": "SELECT opinion_id FROM opinions", "notify": "SELECT opinion_id FROM answers_wanted"}


def rows(town: Town, service: str, query: str) -> list[Any]:
    """The first column of a query in one service's database."""
    with psycopg.connect(town.postgres.admin_url(f"minyi_{service}")) as connection:
        return [row[0] for row in connection.execute(query)]
