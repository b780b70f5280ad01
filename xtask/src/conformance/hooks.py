"""Constraints that a schema cannot express; schemathesis loads this file from SCHEMATHESIS_HOOKS.

Deliberately invalid requests are not changed.
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
    set_unique_key(case)
    make_application_ids_unique(case)
    remove_commas_from_ids(case)


def set_unique_key(case):
    """Make the key unique, because reuse with another request is rejected. Keep its length, which may be under test."""
    key = (case.headers or {}).get(KEY)
    if isinstance(key, str) and key:
        number = str(next(numbers))
        case.headers[KEY] = key[: -len(number)] + number if len(key) > len(number) else number


def make_application_ids_unique(case):
    """Make application ids unique, because a batch with the same application twice is rejected."""
    applications = case.body.get("applications") if isinstance(case.body, dict) else None
    seen = set()
    for application in applications or []:
        if application["applicationId"] in seen:
            application["applicationId"] += f"-{next(numbers)}"
        seen.add(application["applicationId"])


def remove_commas_from_ids(case):
    """Remove commas from ids in comma-separated lists, also encoded ones."""
    for name, value in (case.query or {}).items():
        encoded = getattr(value, "encoded", None)
        if encoded is not None and "%2C" in encoded:
            encoded = encoded.replace("%2C", "-")
            case.query[name] = type(value)(unquote(encoded), encoded=encoded)
