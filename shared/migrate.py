"""One Alembic chain per service, without a single .ini file."""
from pathlib import Path

from alembic import command, context
from alembic.config import Config
from sqlalchemy import Connection, MetaData, create_engine, text

LOCK = 0x6D696E7969  # "minyi": two processes that start at once must not both migrate


def configuration(folder: Path, url: str) -> Config:
    """Describe the chain in *folder*/migrations for the database at *url*."""
    config = Config()
    config.set_main_option("script_location", str(folder / "migrations").replace("%", "%%"))
    config.set_main_option("file_template", "%%(year)d%%(month).2d%%(day).2d_%%(slug)s")
    config.attributes["url"] = url
    return config


def upgrade(folder: Path, url: str) -> None:
    """Bring the database at *url* to the newest revision."""
    if url.startswith("sqlite:///"):
        Path(url.removeprefix("sqlite:///")).parent.mkdir(parents=True, exist_ok=True)
    command.upgrade(configuration(folder, url), "head")


def draft(folder: Path, url: str, words: str) -> None:
    """Write the next revision from the difference between the models and an up-to-date database."""
    command.revision(configuration(folder, url), message=words, autogenerate=True)


def run(metadata: MetaData) -> None:
    """Do the work of a service's migrations/env.py."""
    engine = create_engine(context.config.attributes["url"])
    with engine.connect() as connection:
        _lock(connection)
        context.configure(connection=connection, target_metadata=metadata, transaction_per_migration=True,
                          render_as_batch=connection.dialect.name == "sqlite", compare_type=True)
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()
    engine.dispose()


def _lock(connection: Connection) -> None:
    """Take an advisory lock for the session; SQLite's own write lock does the same."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": LOCK})
        connection.commit()
