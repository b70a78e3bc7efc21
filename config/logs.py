"""Logs as JSON lines, in UTC, with the request's id; no names, no addresses, no bodies."""

import logging.config

import structlog

SHARED = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


class WithoutPath(logging.Filter):
    """Says the route where Django says the path: some of our paths are secrets, as the link of an invitation is."""

    def filter(self, record):
        """Keep every record, with the path of its request taken out of its words."""
        request = getattr(record, "request", None)
        path = getattr(request, "path", "")
        if path and isinstance(record.args, tuple):
            match = getattr(request, "resolver_match", None)
            route = getattr(match, "route", None) or "an unknown address"
            record.args = tuple(route if one == path else one for one in record.args)
        return True


def configure(options: dict) -> None:
    """Set up the standard library's logging and structlog on top of it."""
    structlog.configure(
        processors=[
            *SHARED,
            structlog.processors.format_exc_info,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    formatter = {
        "()": structlog.stdlib.ProcessorFormatter,
        "foreign_pre_chain": SHARED,
        "processors": [
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ],
    }
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {"json": formatter},
            "filters": {"without_path": {"()": WithoutPath}},
            "handlers": {
                "console": {
                    "class": "logging.StreamHandler",
                    "formatter": "json",
                    "filters": ["without_path"],
                }
            },
            "root": {"handlers": ["console"], "level": options["level"]},
        }
    )
