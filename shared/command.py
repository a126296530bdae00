"""The command line that every service has: serve, work, migrate, parked."""
import argparse
import os
import sys
from collections.abc import Callable, Mapping, Sequence

from sqlalchemy.exc import DBAPIError

from shared.db import is_outage
from shared.keyring import KeysRefused, load_keyring
from shared.logging import start_logging
from shared.messaging.worker import QUEUES, CeleryCarrier, make_celery, work
from shared.migrate import draft, upgrade
from shared.settings import Settings, SettingsRefused
from shared.site import Service, Site, open_site
from shared.web.server import serve

Verb = Callable[[list[str]], int]


def read_site(service: Service) -> Site:
    """Open *service* as the environment describes it."""
    settings = service.settings.read(service.name, os.environ)
    start_logging(service.name, settings.log_level)
    return open_site(service, settings, CeleryCarrier(make_celery(settings.broker_url)))


def run(service: Service, arguments: Sequence[str], verbs: Mapping[str, Verb] | None = None) -> int:
    """Do what the command line says; bad settings are one sentence each on standard error, exit status 2."""
    own = dict(verbs or {})
    if arguments and arguments[0] in own:
        return own[arguments[0]](list(arguments[1:]))
    options = _parser(service, own).parse_args(arguments)
    try:
        return int(options.act(service, options))
    except SettingsRefused as refused:
        print(*refused.sentences, sep="\n", file=sys.stderr)
    except KeysRefused as refused:
        print(refused, file=sys.stderr)
    except DBAPIError as error:
        if not is_outage(error):
            raise
        print(f"MINYI_DATABASE_URL: the database cannot be reached: {_first_line(error)}", file=sys.stderr)
    return 2


def _first_line(error: DBAPIError) -> str:
    """What the driver says; it names host and user, never the password."""
    return str(error.orig).strip().partition("\n")[0]


def _parser(service: Service, own: Mapping[str, Verb]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=f"python -m services.{service.name}", description=service.base.__doc__)
    verbs = parser.add_subparsers(required=True, metavar="VERB")
    verbs.add_parser("serve", help="answer HTTP").set_defaults(act=_serve)
    worker = verbs.add_parser("work", help="carry the post and do the jobs")
    worker.add_argument("--queues", default="post,slow", help="some of post, slow, ocr; a process each is better")
    worker.set_defaults(act=_work)
    migrate = verbs.add_parser("migrate", help="bring the database to the newest form")
    migrate.add_argument("--draft", metavar="WORDS", help="for developers: write a migration from the models")
    migrate.set_defaults(act=_migrate)
    parked = verbs.add_parser("parked", help="list envelopes that could not be taken, or handle them again")
    parked.add_argument("--replay", nargs="+", metavar="ID", help="handle these again")
    parked.add_argument("--all", action="store_true", help="handle all of them again")
    parked.set_defaults(act=_parked)
    for name in own:
        verbs.add_parser(name, help=own[name].__doc__)
    return parser


def _serve(service: Service, _options: argparse.Namespace) -> int:
    settings = service.settings.read(service.name, os.environ)
    load_keyring(service.name, settings.keys or settings.data / "keys")  # said here once, not by every worker
    serve(f"services.{service.name}.app:wsgi", settings)
    return 0


def _work(service: Service, options: argparse.Namespace) -> int:
    queues = [name for name in options.queues.split(",") if name]
    if not queues or set(queues) - set(QUEUES):
        print(f"--queues takes some of {', '.join(QUEUES)}, with commas between them", file=sys.stderr)
        return 2
    site = read_site(service)
    work(site.settings.broker_url, {service.name: site.agenda}, queues, site.settings.relay_pause)
    return 0


def _migrate(service: Service, options: argparse.Namespace) -> int:
    settings: Settings = service.settings.read(service.name, os.environ)
    upgrade(service.folder, settings.database_url)
    if options.draft:
        draft(service.folder, settings.database_url, options.draft)
    return 0


def _parked(service: Service, options: argparse.Namespace) -> int:
    site = read_site(service)
    if options.replay or options.all:
        failed = site.post.replay(None if options.all else options.replay)
        for envelope, reason in failed.items():
            print(f"{envelope}\t{reason}")
        return 1 if failed else 0
    for row in site.post.list_parked():
        print(f"{row['id']}\t{row['source']}\t{row['name']}\t{row['parked_at'].isoformat()}\t{row['reason']}")
    return 0
