"""What a browser calls itself, in words that its owner knows; everything else of the long name is dropped."""

# Those who pretend to be others come first: Edge says Chrome, Chrome says Safari.
BROWSERS = (
    (("Edg/", "EdgA/", "EdgiOS/"), "Edge"),
    (("OPR/", "Opera"), "Opera"),
    (("SamsungBrowser/",), "Samsung Internet"),
    (("Firefox/", "FxiOS/"), "Firefox"),
    (("Chrome/", "CriOS/", "Chromium/"), "Chrome"),
    (("Safari/",), "Safari"),
)
SYSTEMS = (
    (("Windows",), "Windows"),
    (("iPhone",), "iPhone"),
    (("iPad",), "iPad"),
    (("Android",), "Android"),
    (("CrOS",), "ChromeOS"),
    (("Mac OS X", "Macintosh"), "macOS"),
    (("Linux",), "Linux"),
)


def browser_of(agent: str) -> str:
    """Return the browser's name, or nothing when it is none that we know."""
    return _first(BROWSERS, agent)


def system_of(agent: str) -> str:
    """Return the name of the device or system, or nothing when it is none that we know."""
    return _first(SYSTEMS, agent)


def _first(table, agent):
    return next((name for marks, name in table if any(mark in agent for mark in marks)), "")
