"""What no schema can say, so that schemathesis must be told; it reads this file because SCHEMATHESIS_HOOKS names it.

Requests that are wrong on purpose are left as they are.
"""

import itertools
from urllib.parse import unquote

import schemathesis

KEY = "Idempotency-Key"
numbers = itertools.count()


@schemathesis.hook
def before_call(context, case, kwargs):
    if case.meta is None or case.meta.generation.mode.is_negative:
        return
    give_own_key(case)
    tell_applications_apart(case)
    join_without_commas(case)


def give_own_key(case):
    """A key that comes again with another request is refused. Keys keep their length, which may be what is tried."""
    key = (case.headers or {}).get(KEY)
    if isinstance(key, str) and key:
        number = str(next(numbers))
        case.headers[KEY] = key[: -len(number)] + number if len(key) > len(number) else number


def tell_applications_apart(case):
    """An application that stands twice in a batch is refused."""
    applications = case.body.get("applications") if isinstance(case.body, dict) else None
    seen = set()
    for application in applications or []:
        if application["applicationId"] in seen:
            application["applicationId"] += f"-{next(numbers)}"
        seen.add(application["applicationId"])


def join_without_commas(case):
    """An id with a comma in it cannot stand in a list that commas separate, however the comma is written."""
    for name, value in (case.query or {}).items():
        encoded = getattr(value, "encoded", None)
        if encoded is not None and "%2C" in encoded:
            encoded = encoded.replace("%2C", "-")
            case.query[name] = type(value)(unquote(encoded), encoded=encoded)
